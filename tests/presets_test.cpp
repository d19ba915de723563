#include <cstddef>
#include <string>
#include <vector>

#include <neardup/find_near_duplicates.hpp>
#include <neardup/presets.hpp>

#include "support/catch.hpp"
#include "support/passage_oracle.hpp"

using namespace neardup;
using namespace test_support;

namespace {

using word_list = std::vector<std::string>;

/// The same words but for each `step`-th, which is another one.
word_list with_misreadings(word_list words, std::size_t step) {
  for (std::size_t n = step / 2; n < words.size(); n += step) words[n] = "misread" + std::to_string(n);
  return words;
}

/// Passages that two texts share, each with words of its own around.
std::size_t passages(near_duplicate_options options, const word_list& x, const word_list& y) {
  word_source source(71, 1000000);
  const auto framed = [&](const word_list& words) {
    return join(source.words(50)) + " " + join(words) + " " + join(source.words(50));
  };
  options.scope = search_scope::passages;
  return find_near_duplicates(std::vector<std::string>{framed(x), framed(y)}, options).passages.size();
}

}  // namespace

TEST_CASE("presets: each allows the edits that it is for", "[presets]") {
  const word_list words = word_source(72, 1000000).words(100);
  const auto found = [&](const near_duplicate_options& options, std::size_t step) {
    return passages(options, words, with_misreadings(words, step));
  };
  const std::size_t exact = 1000;
  for (const auto& options : {presets::news(), presets::verbatim(), presets::ocr(), presets::corpus()}) {
    CHECK_NOTHROW(options.validate());
    CHECK(found(options, exact) == 1);
  }
  CHECK(found(presets::news(), 6) == 1);  // five equal words in a row
  CHECK(found(presets::news(), 5) == 0);
  CHECK(found(presets::ocr(), 3) == 1);  // two
  CHECK(found(presets::ocr(), 2) == 0);
  CHECK(found(presets::corpus(), 16) == 1);  // fifteen
  CHECK(found(presets::corpus(), 8) == 0);
  CHECK(found(presets::verbatim(), 33) == 2);  // two of 32 words, none of 17
  CHECK(found(presets::verbatim(), 30) == 0);  // none of 30
}

TEST_CASE("presets: verbatim finds each run of min_tokens equal tokens, whatever min_tokens is",
          "[presets]") {
  near_duplicate_options options = presets::verbatim();
  for (const std::uint32_t tokens : {1u, 4u, 30u, 64u, 65u, 200u}) {
    options.min_tokens = tokens;
    CHECK(options.effective_passage_seed_tokens() == std::min(tokens, 64u));
    const word_list words = word_source(73, 1000000).words(tokens);
    CHECK(passages(options, words, words) == 1);
    CHECK(passages(options, words, {words.begin(), words.end() - 1}) == 0);
  }
}

TEST_CASE("presets: a copy of fewer tokens than a seed by default is found", "[presets]") {
  const word_list words = word_source(74, 1000000).words(3);
  CHECK(passages({.min_tokens = 3}, words, words) == 1);
  CHECK(passages({.min_tokens = 3, .passage_seed_tokens = 5}, words, words) == 0);
}

TEST_CASE("presets: ocr joins words hyphenated at a line's end", "[presets]") {
  near_duplicate_options options = presets::ocr();
  options.scope = search_scope::passages;
  const std::vector<std::string> texts{"one two three four five six seven eight nine",
                                       "one two three four fi-\nve six seven eight nine"};
  const near_duplicate_result result = find_near_duplicates(texts, options);
  REQUIRE(result.identical.size() == 1);  // which are searched once
  CHECK(find_near_duplicates(texts, {.scope = search_scope::passages}).identical.empty());
}
