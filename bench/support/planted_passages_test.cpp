#include "support/planted_passages.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <neardup/detail/xxhash.hpp>
#include <neardup/tokenize.hpp>

#include "../tests/support/catch.hpp"
#include "../tests/support/passage_oracle.hpp"

using namespace neardup_bench;

namespace {

std::string_view text_of(const passage_corpus& corpus, const planted_side& side) {
  return std::string_view(corpus.texts[side.document]).substr(side.begin, side.end - side.begin);
}

std::vector<std::uint64_t> hashes_of(std::string_view text, bool join_lines = false) {
  neardup::token_options options;
  options.join_hyphenated_line_breaks = join_lines;
  std::vector<std::uint64_t> hashes;
  for (const neardup::token& token : neardup::tokenize(text, options).tokens) hashes.push_back(token.hash);
  return hashes;
}

std::vector<passage_kind> many_kinds() {
  constexpr damage all[] = {damage::edits, damage::reordered, damage::ocr};
  constexpr std::uint32_t percents[] = {0, 3, 10, 40, 100}, tokens[] = {1, 7, 30, 100, 200};
  return combined_kinds(all, percents, tokens);
}

}  // namespace

TEST_CASE("planted_passages: kinds are combined in both places", "[planted_passages]") {
  constexpr damage how[] = {damage::ocr};
  constexpr std::uint32_t percents[] = {0, 5}, tokens[] = {30};
  CHECK(combined_kinds(how, percents, tokens) == std::vector<passage_kind>{{damage::ocr, 0, 30, false},
                                                                           {damage::ocr, 5, 30, false},
                                                                           {damage::ocr, 0, 30, true},
                                                                           {damage::ocr, 5, 30, true}});
}

TEST_CASE("planted_passages: a seed gives the same corpus everywhere", "[planted_passages]") {
  const auto digest = [](std::uint64_t seed) {
    neardup::detail::xxh3_128_stream stream;
    const auto corpus = plant_passages({.kinds = many_kinds(), .each = 2, .seed = seed});
    for (const std::string& text : corpus.texts) stream.add(text.data(), text.size());
    for (const planted_passage& planted : corpus.planted)
      stream.add(reinterpret_cast<const char*>(&planted.original.begin), sizeof planted.original.begin);
    return stream.digest();
  };
  CHECK(digest(1) != digest(2));
  // Another value here means that figures of other commits are of other texts.
  CHECK(digest(1).high == 0x413e58dabd615c6c);
  CHECK(digest(1).low == 0x4e4107e44d555fdb);
}

TEST_CASE("planted_passages: sides are where they are said to be, and far apart", "[planted_passages]") {
  const std::vector<passage_kind> kinds = many_kinds();
  for (const language& in : languages) {
    INFO(in.name);
    const auto corpus = plant_passages({.kinds = kinds, .each = 2, .in = in});
    REQUIRE(corpus.planted.size() == 2 * kinds.size());
    CHECK(corpus.texts.size() == kinds.size());
    std::vector<std::vector<planted_side>> sides(corpus.texts.size());
    for (std::size_t i = 0; i < corpus.planted.size(); ++i) {
      const planted_passage& planted = corpus.planted[i];
      CHECK(planted.kind == i / 2);
      CHECK((planted.original.document == planted.copy.document) == kinds[planted.kind].within_one_document);
      for (const planted_side& side : {planted.original, planted.copy})
        sides.at(side.document).push_back(side);
    }
    for (std::size_t document = 0; document < sides.size(); ++document) {
      const std::string_view text = corpus.texts[document];
      CHECK(neardup::tokenize(text, {}).ill_formed == 0);
      std::ranges::sort(sides[document], {}, &planted_side::begin);
      std::uint64_t end = 0;
      for (const planted_side& side : sides[document]) {
        REQUIRE(end < side.begin);
        REQUIRE(side.begin < side.end);
        CHECK(hashes_of(text.substr(end, side.begin - end)).size() >= 120);
        end = side.end;
      }
      CHECK(hashes_of(text.substr(end)).size() >= 120);
    }
  }
}

TEST_CASE("planted_passages: a copy is what its damage makes of the original", "[planted_passages]") {
  const std::vector<passage_kind> kinds = many_kinds();
  for (const language& in : languages) {
    const auto corpus = plant_passages({.kinds = kinds, .in = in});
    for (const planted_passage& planted : corpus.planted) {
      const passage_kind& kind = kinds[planted.kind];
      INFO(in.name << " " << damage_names[static_cast<std::size_t>(kind.how)] << " " << kind.percent
                   << " % of " << kind.tokens);
      const std::string_view original = text_of(corpus, planted.original),
                             copy = text_of(corpus, planted.copy);
      const auto before = hashes_of(original);
      auto after = hashes_of(copy);
      CHECK(before.size() == kind.tokens);
      CHECK(after.size() == planted.copied_tokens);
      const std::size_t edits = (kind.tokens * kind.percent + 50) / 100;
      CHECK(planted.edits >= edits);
      if (kind.how == damage::edits) {
        CHECK(planted.edits == edits);
        // Of four edits two replace a token, the second deletes one, and the last inserts one.
        CHECK(planted.kept_tokens == kind.tokens - (edits + 3) / 4 - (edits + 2) / 4 - (edits + 1) / 4);
        CHECK(after.size() == kind.tokens - (edits + 2) / 4 + edits / 4);
        CHECK(test_support::naive_lcs(before, after) >= planted.kept_tokens);
        CHECK((copy == original) == (edits == 0));
        CHECK((after == before) == (edits == 0));
      }
      if (kind.how == damage::reordered && kind.tokens > 1) {
        CHECK(after != before);
        if (edits == 0) CHECK(std::ranges::is_permutation(after, before));
      }
      if (kind.how == damage::ocr) {
        CHECK(planted.kept_tokens == kind.tokens - planted.edits);
        if (edits == 0) CHECK(hashes_of(copy, true) == before);
        if (kind.tokens >= 100) CHECK(copy.find('\n') != std::string_view::npos);
        if (kind.tokens >= 100 && in.has_capitals) CHECK(copy.find("-\n") != std::string_view::npos);
        CHECK(test_support::naive_lcs(before, after) >= planted.kept_tokens);
        if (edits == before.size()) CHECK(test_support::naive_lcs(before, after) * 4 <= before.size());
      }
    }
  }
}

TEST_CASE("planted_passages: nothing is planted where nothing is asked for", "[planted_passages]") {
  const auto corpus = plant_passages({});
  CHECK(corpus.planted.empty());
  CHECK(corpus.texts.size() == 2);
}

TEST_CASE("planted_passages: kinds that cannot be are refused", "[planted_passages]") {
  CHECK_THROWS_AS(plant_passages({.kinds = {{.tokens = 0}}}), std::invalid_argument);
  CHECK_THROWS_AS(plant_passages({.kinds = {{.percent = 101}}}), std::invalid_argument);
}
