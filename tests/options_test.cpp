#include <cmath>
#include <limits>
#include <locale>
#include <string>

#include <neardup/options.hpp>

#include "support/catch.hpp"

using namespace neardup;

namespace {

std::string refusal(const near_duplicate_options& options) {
  try {
    options.validate();
  } catch (const error& e) {
    CHECK(e.code() == errc::invalid_options);
    return e.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("options: defaults are valid", "[options]") {
  CHECK(refusal({}) == "accepted");
  CHECK(near_duplicate_options{}.effective_shingle_size() == 5);
  CHECK(near_duplicate_options{.tokens = token_kind::characters}.effective_shingle_size() == 9);
  CHECK(near_duplicate_options{.tokens = token_kind::whitespace}.effective_shingle_size() == 5);
  CHECK(near_duplicate_options{.shingle_size = 3}.effective_shingle_size() == 3);
}

TEST_CASE("options: each is refused outside its range with name, value and range", "[options]") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  CHECK(refusal({.threshold = 1.5}) == "threshold is 1.5; allowed: above 0, at most 1");
  CHECK(refusal({.threshold = 1.0000001}) == "threshold is 1.0000001; allowed: above 0, at most 1");
  CHECK(refusal({.threshold = 0}) == "threshold is 0; allowed: above 0, at most 1");
  CHECK(refusal({.threshold = -1}) == "threshold is -1; allowed: above 0, at most 1");
  CHECK(refusal({.threshold = nan}) == "threshold is nan; allowed: above 0, at most 1");
  CHECK(refusal({.threshold = inf}) == "threshold is inf; allowed: above 0, at most 1");
  CHECK(refusal({.threshold = 1}) == "accepted");
  CHECK(refusal({.min_recall = 0}) == "min_recall is 0; allowed: above 0, below 1");
  CHECK(refusal({.min_recall = 1}) == "min_recall is 1; allowed: above 0, below 1");
  CHECK(refusal({.min_recall = nan}) == "min_recall is nan; allowed: above 0, below 1");
  CHECK(refusal({.shingle_size = 0}) == "shingle_size is 0; allowed: 1 to 1024");
  CHECK(refusal({.shingle_size = 1025}) == "shingle_size is 1025; allowed: 1 to 1024");
  for (const std::uint32_t k : {0u, 31u, 100u, 4128u})
    CHECK(refusal({.num_hashes = k}) ==
          "num_hashes is " + std::to_string(k) + "; allowed: a multiple of 32 from 32 to 4096");
  CHECK(refusal({.bucket_pair_limit = 1}) == "bucket_pair_limit is 1; allowed: at least 2");
  CHECK(refusal({.min_tokens = 0}) == "min_tokens is 0; allowed: at least 1");
  CHECK(refusal({.min_score = 0}) == "min_score is 0; allowed: above 0, at most 1");
  CHECK(refusal({.min_score = 1.01}) == "min_score is 1.01; allowed: above 0, at most 1");
  CHECK(refusal({.passage_seed_tokens = 0}) == "passage_seed_tokens is 0; allowed: 1 to 64");
  CHECK(refusal({.threads = 1025}) == "threads is 1025; allowed: 0 to 1024");
  CHECK(refusal({.threads = 0}) == "accepted");
  CHECK(refusal({.passage_seed_tokens = 65}) == "passage_seed_tokens is 65; allowed: 1 to 64");
  CHECK(refusal({.passage_window = 0}) == "passage_window is 0; allowed: 1 to 64");
  CHECK(refusal({.passage_window = 65}) == "passage_window is 65; allowed: 1 to 64");
  CHECK(refusal({.max_gap = 65}) == "max_gap is 65; allowed: 0 to 64");
  CHECK(refusal({.seed_group_limit = 0}) == "seed_group_limit is 0; allowed: at least 1");
  CHECK(refusal({.seed_pair_limit = 0}) == "seed_pair_limit is 0; allowed: at least 1");
}

TEST_CASE("options: what changes tokens is refused where they keep their bytes", "[options]") {
  const std::string why = " is true; allowed: false with tokens = whitespace, which keep their bytes";
  CHECK(refusal({.tokens = token_kind::whitespace, .fold_diacritics = true}) == "fold_diacritics" + why);
  CHECK(refusal({.tokens = token_kind::whitespace, .join_hyphenated_line_breaks = true}) ==
        "join_hyphenated_line_breaks" + why);
  for (const token_kind kind : {token_kind::words, token_kind::characters}) {
    const near_duplicate_options options{
        .tokens = kind, .fold_diacritics = true, .join_hyphenated_line_breaks = true, .seed = 7};
    CHECK(refusal(options) == "accepted");
    const token_options tokens = options.tokenization();
    CHECK(tokens.kind == kind);
    CHECK((tokens.fold_diacritics && tokens.join_hyphenated_line_breaks));
    CHECK(tokens.seed == 7);
  }
  CHECK_FALSE(near_duplicate_options{}.tokenization().fold_diacritics);
  CHECK_FALSE(near_duplicate_options{}.tokenization().join_hyphenated_line_breaks);
}

TEST_CASE("options: messages do not depend on the global locale", "[options]") {
  struct grouping : std::numpunct<char> {
    char do_thousands_sep() const override { return '.'; }
    std::string do_grouping() const override { return "\3"; }
    char do_decimal_point() const override { return ','; }
  };
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new grouping));
  const std::string message = refusal({.num_hashes = 4128}), other = refusal({.threshold = 1.5});
  std::locale::global(before);
  CHECK(message == "num_hashes is 4128; allowed: a multiple of 32 from 32 to 4096");
  CHECK(other == "threshold is 1.5; allowed: above 0, at most 1");
}

TEST_CASE("options: shapes must fit the signature and keep multipliers apart", "[options]") {
  const std::string fits = "; allowed: at least 1x1, and bands * rows at most num_hashes";
  CHECK(refusal({.shape = lsh_shape{16, 8}}) == "accepted");
  CHECK(refusal({.shape = lsh_shape{16, 9}}) == "shape is 16x9" + fits);
  CHECK(refusal({.shape = lsh_shape{0, 4}}) == "shape is 0x4" + fits);
  CHECK(refusal({.shape = lsh_shape{4, 0}}) == "shape is 4x0" + fits);
  CHECK(refusal({.shape = lsh_shape{0xffffffffu, 0xffffffffu}}) == "shape is 4294967295x4294967295" + fits);
  CHECK(refusal({.shape = lsh_shape{1, 128}}) == "accepted");
  // bands * rows <= num_hashes with more than one band already keeps rows at num_hashes / 2 or fewer.
  CHECK(refusal({.shape = lsh_shape{2, 64}}) == "accepted");
  CHECK(refusal({.shape = lsh_shape{2, 65}}) == "shape is 2x65" + fits);
}
