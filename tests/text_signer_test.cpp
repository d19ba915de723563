#include <string>
#include <vector>

#include <neardup/find_near_duplicates.hpp>
#include <neardup/similarity.hpp>
#include <neardup/text_signer.hpp>

#include "support/catch.hpp"
#include "support/entries_of.hpp"

using namespace neardup;

namespace {

const std::string texts[] = {
    "The old mill by the river grinds again; its wheel, its race and its weir were mended in spring.",
    "",
    "one",
    "\u6c34\u8eca\u306f\u6625\u306b\u76f4\u3063\u305f",
    "\xff\xfe broken \xc3",
    "exam-\nples of caf\u00e9s and r\u00e9sum\u00e9s that were hyph-\r\nenated in print"};

std::vector<signature_settings> all_settings() {
  return {{},
          {.tokens = token_kind::characters},
          {.tokens = token_kind::whitespace, .shingle_size = 2},
          {.scheme = signature_scheme::minhash32, .num_hashes = 64, .seed = 99, .fold_diacritics = true},
          {.num_hashes = 256, .join_hyphenated_line_breaks = true, .shingle_size = 3}};
}

}  // namespace

TEST_CASE("text_signer: the same as the stages one by one, text after text", "[text_signer]") {
  for (const signature_settings& settings : all_settings()) {
    text_signer signer(settings);
    for (const std::string& text : texts) {
      token_stream stream;
      tokenize(text, settings.tokenization(), stream);
      const shingler windows(settings.effective_shingle_size(), settings.seed);
      const signature expected = minhasher(settings).sign(windows.signature_hashes(stream.tokens));
      CAPTURE(text, detail::name_of(settings.tokens));
      CHECK(signer.sign(text) == expected);
      std::vector<std::uint32_t> entries(settings.num_hashes);
      signer.sign(text, entries);
      CHECK(entries == entries_of(expected));
      CHECK(expected.is_empty() == text.empty());
    }
  }
}

TEST_CASE("text_signer: ids are no texts", "[text_signer]") {
  try {
    (void)text_signer({.tokens = std::nullopt, .shingle_size = 0});
    FAIL("no error");
  } catch (const error& e) {
    CHECK(e.code() == errc::invalid_options);
    CHECK(std::string(e.what()) == "tokens is absent; allowed: words, characters or whitespace");
  }
  CHECK_THROWS_AS(signature_settings{.tokens = std::nullopt}.tokenization(), error);
}

TEST_CASE("text_signer: a place for fewer entries is refused", "[text_signer]") {
  std::vector<std::uint32_t> entries(64);
  try {
    text_signer().sign("a b c", entries);
    FAIL("no error");
  } catch (const error& e) {
    CHECK(e.code() == errc::invalid_options);
    CHECK(std::string(e.what()) == "number of entries is 64; allowed: 128");
  }
}

TEST_CASE("text_signer: estimates are those of a search that verifies nothing", "[text_signer]") {
  const std::vector<std::string> two = {texts[0], texts[0] + " It is open on Sundays."};
  const near_duplicate_options options{.threshold = 0.3, .verify = verification::none};
  const auto result = find_near_duplicates(two, options);
  REQUIRE(result.estimated_pairs.size() == 1);
  text_signer signer(settings_of(options));
  const auto estimate = estimated_jaccard(signer.sign(two[0]), signer.sign(two[1]));
  CHECK(result.estimated_pairs[0].estimated_jaccard == estimate.jaccard);
  CHECK(result.estimated_pairs[0].standard_error == estimate.standard_error);
}
