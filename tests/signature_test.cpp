#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <vector>

#include <neardup/minhash.hpp>
#include <neardup/signature.hpp>
#include <neardup/similarity.hpp>

#include "support/catch.hpp"
#include "support/entries_of.hpp"

using namespace neardup;

namespace {

std::vector<std::uint32_t> random_hashes(std::size_t count, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<std::uint32_t> hashes(count);
  for (auto& hash : hashes) hash = static_cast<std::uint32_t>(random()) | 1u;
  return hashes;
}

/// Settings that differ from the default in one field, by the field's name, with the value there.
struct changed_field {
  std::string name, value;
  signature_settings settings;
};

std::vector<changed_field> changed_fields() {
  return {{"scheme", "minhash32", {.scheme = signature_scheme::minhash32}},
          {"num_hashes", "64", {.num_hashes = 64}},
          {"seed", "2", {.seed = 2}},
          {"tokens", "characters", {.tokens = token_kind::characters, .shingle_size = 5}},
          {"tokens", "whitespace", {.tokens = token_kind::whitespace}},
          {"tokens", "absent", {.tokens = std::nullopt}},
          {"fold_diacritics", "true", {.fold_diacritics = true}},
          {"join_hyphenated_line_breaks", "true", {.join_hyphenated_line_breaks = true}},
          {"shingle_size", "4", {.shingle_size = 4}},
          {"unicode_version", "14.0.0", {.unicode_version = "14.0.0"}}};
}

std::string refusal(errc code, const std::function<void()>& act) {
  try {
    act();
  } catch (const error& e) {
    CHECK(e.code() == code);
    return e.what();
  }
  return "nothing thrown";
}

}  // namespace

TEST_CASE("signature: what was made differently is refused by the name of the field", "[signature]") {
  const signature ours(signature_settings{}, random_hashes(128, 1));
  for (const auto& [name, value, settings] : changed_fields()) {
    const signature other(settings, random_hashes(settings.num_hashes, 2));
    CAPTURE(name, value);
    CHECK_FALSE(settings == signature_settings{});
    signature merged = ours;
    const std::string expected = name + " is " + value + "; allowed: ";
    CHECK(refusal(errc::incompatible, [&] { merged.merge(other); }).find(expected) != std::string::npos);
    CHECK(merged == ours);
    CHECK(refusal(errc::incompatible, [&] { (void)estimated_jaccard(ours, other); }).find(expected) !=
          std::string::npos);
    if (name == "unicode_version") continue;  // no minhasher of this library makes such
    const minhasher hasher(settings);
    CHECK(refusal(errc::incompatible, [&] {
            hasher.update(merged, random_hashes(3, 3));
          }).find(name + " is ") != std::string::npos);
    CHECK(merged == ours);
  }
}

TEST_CASE("signature: settings that mean the same are equal", "[signature]") {
  const signature_settings defaults;
  CHECK(defaults == signature_settings{.shingle_size = 5});
  CHECK(signature_settings{.tokens = token_kind::characters} ==
        signature_settings{.tokens = token_kind::characters, .shingle_size = 9});
  // Sets of ids have no text: what concerns texts makes no difference.
  CHECK(signature_settings{.tokens = std::nullopt} ==
        signature_settings{
            .tokens = std::nullopt, .fold_diacritics = true, .shingle_size = 3, .unicode_version = "9.0.0"});
  CHECK(settings_of({}) == defaults);
  CHECK(settings_of({.tokens = token_kind::whitespace, .shingle_size = 7, .num_hashes = 96, .seed = 4}) ==
        signature_settings{.num_hashes = 96, .seed = 4, .tokens = token_kind::whitespace, .shingle_size = 7});
  CHECK(settings_of({.fold_diacritics = true,
                     .join_hyphenated_line_breaks = true,
                     .scheme = signature_scheme::minhash32}) ==
        signature_settings{.scheme = signature_scheme::minhash32,
                           .fold_diacritics = true,
                           .join_hyphenated_line_breaks = true});
}

TEST_CASE("signature: settings out of range are refused", "[signature]") {
  const auto refused = [](const signature_settings& settings) {
    return refusal(errc::invalid_options, [&] { (void)minhasher(settings); });
  };
  CHECK(refused({.num_hashes = 33}) == "num_hashes is 33; allowed: a multiple of 32 from 32 to 4096");
  CHECK(refused({.shingle_size = 0}) == "shingle_size is 0; allowed: 1 to 1024");
  CHECK(refused({.unicode_version = "14.0.0"}) == "unicode_version is 14.0.0; allowed: 15.0.0");
  CHECK(
      refused({.tokens = token_kind::whitespace, .fold_diacritics = true}).find("fold_diacritics is true") ==
      0);
  CHECK(refusal(errc::invalid_options, [] {
          (void)signature({.num_hashes = 31});
        }).find("num_hashes is 31") == 0);
  CHECK(refusal(errc::invalid_options, [] { (void)signature({}, std::vector<std::uint32_t>(127)); }) ==
        "number of entries is 127; allowed: 128");
}

TEST_CASE("signature: a merge is the signature of the union", "[signature]") {
  for (const auto scheme : {signature_scheme::minmax32, signature_scheme::minhash32}) {
    for (const std::uint32_t k : {32u, 96u, 128u, 1024u}) {
      const minhasher hasher({.scheme = scheme, .num_hashes = k});
      const auto a = random_hashes(40, 1), b = random_hashes(25, 2);
      auto both = a;
      both.insert(both.end(), b.begin(), b.end());
      signature merged = hasher.sign(a);
      merged.merge(hasher.sign(b));
      CHECK(merged == hasher.sign(both));
      merged.merge(merged);
      CHECK(merged == hasher.sign(both));

      signature grown(hasher.settings());
      CHECK(grown == hasher.sign({}));
      for (const std::uint32_t hash : both) hasher.update(grown, std::vector{hash});
      CHECK(grown == merged);
      hasher.update(grown, {});
      CHECK(grown == merged);
      merged.merge(signature(hasher.settings()));
      CHECK(grown == merged);
    }
  }
}

TEST_CASE("signature: only the empty set's is empty", "[signature]") {
  for (const auto scheme : {signature_scheme::minmax32, signature_scheme::minhash32}) {
    const minhasher hasher({.scheme = scheme, .num_hashes = 32});
    CHECK(hasher.sign({}).is_empty());
    CHECK(signature(hasher.settings()).is_empty());
    // The one hash whose product with the first multiplier is 2^32 - 1, so that its first entry is the same.
    const std::uint32_t multiplier = hasher.sign(std::vector<std::uint32_t>{1}).entries()[0];
    std::uint32_t inverse = multiplier;  // Newton's iteration doubles the bits that are right, 3 at first
    for (int i = 0; i < 4; ++i) inverse *= 2 - multiplier * inverse;
    const signature made = hasher.sign(std::vector<std::uint32_t>{0u - inverse});
    CHECK(made.entries()[0] == signature::empty_entry);
    CHECK_FALSE(made.is_empty());
  }
}

TEST_CASE("signature: an estimate is the share of equal entries, with its error", "[signature]") {
  std::vector<std::uint32_t> a(128, 7), b(128, 7);
  std::fill_n(b.begin(), 32, 8);
  const auto found = estimated_jaccard(signature({}, a), signature({}, b));
  CHECK(found.jaccard == 0.75);
  CHECK(found.standard_error == Approx(std::sqrt(0.75 * 0.25 / 128)));
  CHECK(estimated_jaccard(a, b) == 0.75);
  CHECK(estimated_jaccard(signature({}, a), signature({}, a)).jaccard == 1.0);
  CHECK(estimated_jaccard(signature({}, a), signature({}, a)).standard_error == 0.0);

  const signature empty;
  CHECK(estimated_jaccard(empty, empty).jaccard == 0.0);
  CHECK(estimated_jaccard(empty.entries(), empty.entries()) == 0.0);
  CHECK(estimated_jaccard(empty, signature({}, a)).jaccard == 0.0);
  CHECK(refusal(errc::incompatible, [&] { (void)estimated_jaccard(a, std::span(b).first(64)); }) ==
        "signatures have 128 and 64 entries; allowed: as many, at least 2");
  CHECK(refusal(errc::incompatible, [&] {
          (void)estimated_jaccard(std::span(a).first(1), std::span(b).first(1));
        }).find("1 and 1") != std::string::npos);
}
