#include "support/exact_pairs.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <neardup/similarity.hpp>

#include "../tests/support/catch.hpp"
#include "support/planted.hpp"

using namespace neardup_bench;

namespace {

shingle_numbers numbers_of(const std::vector<std::string>& texts) {
  return number_shingles(std::vector<std::string_view>(texts.begin(), texts.end()));
}

double jaccard_of(const std::string& a, const std::string& b) {
  const shingle_numbers numbers = numbers_of({a, b});
  return exact_jaccard(numbers.sets[0], numbers.sets[1]);
}

std::vector<std::string> planted_texts(std::uint32_t documents, const language& in) {
  std::vector<std::string> texts;
  plant({.documents = documents, .bytes = 600, .in = in},
        [&](planted_document&& document) { texts.push_back(std::move(document.text)); });
  return texts;
}

std::vector<exact_pair> all_pairs(const shingle_numbers& of, double threshold) {
  std::vector<exact_pair> pairs;
  for (std::uint32_t i = 0; i < of.sets.size(); ++i)
    for (std::uint32_t j = i + 1; j < of.sets.size(); ++j)
      if (const double jaccard = exact_jaccard(of.sets[i], of.sets[j]); jaccard >= threshold)
        pairs.push_back({i, j, jaccard});
  return pairs;
}

}  // namespace

TEST_CASE("exact_pairs: shingles are five tokens between white space", "[exact_pairs]") {
  CHECK(jaccard_of("a b c d e f", "a b c d e f") == 1);
  CHECK(jaccard_of("a b c d e f", "a b c d e g") == 1.0 / 3);  // abcde in both, bcdef, bcdeg
  CHECK(jaccard_of("a b c d e", "A b c d e") == 0);
  CHECK(jaccard_of("a\tb\n c\u00a0d\u3000e", " a b c d e ") == 1);
  CHECK(jaccard_of("a\u200bb c d e", "a b c d e") == 0);  // ZERO WIDTH SPACE is no white space
  CHECK(jaccard_of("ab c", "a bc") == 0);
}

TEST_CASE("exact_pairs: fewer than five tokens are one shingle, none are none", "[exact_pairs]") {
  CHECK(jaccard_of("a b", "a  b") == 1);
  CHECK(jaccard_of("a b", "a b c") == 0);
  CHECK(jaccard_of("", " ") == 0);
  CHECK(exact_pairs(numbers_of({"", "", "a"}), 0.5).empty());
}

TEST_CASE("exact_pairs: the join finds what comparing all with all finds", "[exact_pairs]") {
  const shingle_numbers numbers = numbers_of(planted_texts(400, languages[0]));
  for (const double threshold : {0.05, 0.5, 0.8, 1.0}) {
    const auto expected = all_pairs(numbers, threshold);
    CHECK(expected.size() > 5);
    CHECK(exact_pairs(numbers, threshold) == expected);
  }
}

TEST_CASE("exact_pairs: sets are as alike as the library's", "[exact_pairs]") {
  const auto texts = planted_texts(60, languages[1]);  // French: no-break spaces
  const shingle_numbers numbers = numbers_of(texts);
  std::vector<neardup::shingle_set> sets;
  for (const std::string& text : texts)
    sets.emplace_back(neardup::tokenize(text, {.kind = neardup::token_kind::whitespace}).tokens,
                      neardup::shingler());
  for (std::size_t i = 0; i < sets.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      CHECK(exact_jaccard(numbers.sets[i], numbers.sets[j]) == neardup::jaccard(sets[i], sets[j]));
}
