#include "support/passage_oracle.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include <neardup/passage.hpp>

#include "support/catch.hpp"

using namespace neardup;
using namespace test_support;

namespace {

/// A copy of `words` with `edits` edits of single words: half replaced, a quarter dropped, a quarter added.
std::vector<std::string> edited(std::vector<std::string> words, std::size_t edits, word_source& source) {
  for (std::size_t n = 0; n < edits; ++n) {
    const auto at = words.begin() + static_cast<std::ptrdiff_t>(source.below(words.size()));
    const std::size_t kind = source.below(4);
    if (kind < 2)
      *at = source.word();
    else if (kind == 2)
      words.erase(at);
    else
      words.insert(at, source.word());
  }
  return words;
}

struct planted_copy {
  text_span original, copy;
};

/// Texts with copies planted between words of their own. Byte spans are exact.
struct planted_texts {
  std::vector<std::string> texts;
  std::vector<planted_copy> copies;

  explicit planted_texts(std::size_t documents) : texts(documents) {}

  void plant(std::size_t count, word_source& source) {
    const std::size_t documents = texts.size();
    for (std::size_t n = 0; n < count; ++n) {
      const std::size_t length = 50 + source.below(100), edits = source.below((length - 5) / 6 + 1);
      const std::vector<std::string> words = source.words(length);
      const std::size_t first = source.below(documents), second = source.below(documents);
      const text_span original = append(first, join(words), source);
      copies.push_back({original, append(second, join(edited(words, edits, source)), source)});
    }
  }

  text_span append(std::size_t document, const std::string& piece, word_source& source) {
    std::string& text = texts[document];
    text += join(source.words(5 + source.below(60))) + ". ";
    const auto begin = static_cast<std::uint32_t>(text.size());
    text += piece;
    const text_span span{document, begin, static_cast<std::uint32_t>(text.size())};
    text += ". " + join(source.words(5 + source.below(60))) + "\n";
    return span;
  }
};

bool covers_half(const text_span& span, const text_span& wanted) {
  if (span.document != wanted.document) return false;
  const std::uint32_t begin = std::max(span.begin, wanted.begin), end = std::min(span.end, wanted.end);
  return end > begin && 2 * (end - begin) >= wanted.end - wanted.begin;
}

bool is_reported(const passage_result& result, const planted_copy& wanted) {
  return std::any_of(result.matches.begin(), result.matches.end(), [&](const passage_match& match) {
    const text_span &x = match.first, &y = match.second ? *match.second : match.first;
    return (covers_half(x, wanted.original) && covers_half(y, wanted.copy)) ||
           (covers_half(y, wanted.original) && covers_half(x, wanted.copy));
  });
}

void check_claims(const passage_corpus& corpus, const passage_result& result) {
  for (const passage_match& match : result.matches) {
    REQUIRE(match.second);
    const auto x = corpus.hashes(match.first), y = corpus.hashes(*match.second);
    const std::size_t longer = std::max(x.size(), y.size());
    CHECK(std::min(x.size(), y.size()) >= 30);
    CHECK(match.matched_tokens <= naive_lcs(x, y));
    CHECK(match.score == static_cast<double>(match.matched_tokens) / static_cast<double>(longer));
    CHECK(match.score >= 0.4);
    CHECK(match.jaccard == naive_jaccard(x, y, 5));
    if (match.first.document == match.second->document) CHECK(match.first.end <= match.second->begin);
  }
}

/// Texts of words that hardly ever repeat, and in them blocks of 30 to 80 words, whole or in part, apart by
/// more than a passage reaches over.
std::vector<std::string> texts_with_blocks(word_source& source) {
  std::vector<std::vector<std::string>> blocks(3);
  for (auto& block : blocks) block = source.words(30 + source.below(51));
  std::vector<std::string> texts(2 + source.below(2));
  for (std::string& text : texts) {
    text = join(source.words(source.below(100)));
    for (std::size_t n = source.below(7); n > 0; --n) {
      std::vector<std::string> block = blocks[source.below(blocks.size())];
      if (source.below(3) == 0) {  // too short where few words are left
        block.erase(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(source.below(20)));
        block.resize(block.size() - source.below(10));
      }
      text += " " + join(block) + " " + join(source.words(71 + source.below(30)));
    }
  }
  return texts;
}

/// What exact runs of at least `least` equal tokens say: every diagonal of every pair of texts is walked.
std::vector<passage_match> naive_matches(const passage_corpus& corpus, std::size_t least) {
  std::vector<passage_match> found;
  const auto span_of = [&](std::size_t document, std::size_t begin, std::size_t end) {
    const auto& tokens = corpus.tokens(document);
    return text_span{document, tokens[begin].begin, tokens[end - 1].begin + tokens[end - 1].length};
  };
  const auto walk = [&](std::size_t a, std::size_t b, std::size_t i, std::size_t j) {
    const auto &x = corpus.tokens(a), &y = corpus.tokens(b);
    for (std::size_t run = 0;; ++i, ++j) {
      const bool inside = i < x.size() && j < y.size();
      if (inside && x[i].hash == y[j].hash) {
        ++run;
        continue;
      }
      if (run >= least) {
        passage_match match;
        match.relation = a == b ? passage_relation::self : passage_relation::cross;
        match.first = span_of(a, i - run, i);
        match.second = span_of(b, j - run, j);
        match.matched_tokens = static_cast<std::uint32_t>(run);
        match.score = match.jaccard = 1;
        found.push_back(match);
      }
      run = 0;
      if (!inside) return;
    }
  };
  for (std::size_t a = 0; a < corpus.size(); ++a)
    for (std::size_t b = a; b < corpus.size(); ++b) {
      for (std::size_t j = a == b ? 1 : 0; j < corpus.tokens(b).size(); ++j) walk(a, b, 0, j);
      for (std::size_t i = 1; a != b && i < corpus.tokens(a).size(); ++i) walk(a, b, i, 0);
    }
  std::sort(found.begin(), found.end(), [](const passage_match& x, const passage_match& y) {
    return std::tie(x.first, x.second) < std::tie(y.first, y.second);
  });
  return found;
}

}  // namespace

TEST_CASE("passage: verbatim copies are the maximal equal runs, no more and no less", "[passage]") {
  word_source source(23, 10000000);
  std::size_t total = 0;
  for (int round = 0; round < 150; ++round) {
    const passage_corpus corpus(texts_with_blocks(source));
    std::vector<passage_match> found = corpus.find({.min_tokens = 30, .snap = snapping::none}).matches;
    for (passage_match& match : found) match.link = false, match.cluster.reset();  // of the whole result
    INFO("round " << round);
    CHECK(found == naive_matches(corpus, 30));
    total += found.size();
  }
  CHECK(total > 1000);
}

TEST_CASE("passage: every planted copy with a run of seed_tokens words is found, every claim is true",
          "[passage]") {
  word_source source(21, 20000);
  std::size_t planted = 0, matched = 0, upper_bound = 0;
  for (int round = 0; round < 150; ++round) {
    planted_texts plan(1 + source.below(4));
    plan.plant(6, source);
    const passage_corpus corpus(plan.texts);
    const passage_result result = corpus.find();
    check_claims(corpus, result);
    for (const planted_copy& copy : plan.copies) {
      INFO("round " << round << ": " << corpus.excerpt(copy.original) << "\n" << corpus.excerpt(copy.copy));
      CHECK(is_reported(result, copy));
      ++planted;
    }
    for (const passage_match& match : result.matches) {
      matched += match.matched_tokens;
      upper_bound += naive_lcs(corpus.hashes(match.first), corpus.hashes(*match.second));
    }
  }
  CHECK(planted == 900);
  CHECK(static_cast<double>(matched) >= 0.999 * static_cast<double>(upper_bound));
}

TEST_CASE("passage: planted copies are found at the promised rates", "[passage]") {
  struct row {
    std::size_t edits;
    double found, overlap;
  };
  for (const row& asked :
       {row{0, 1, 0.99}, row{5, 1, 0.97}, row{10, 1, 0.97}, row{15, 0.995, 0.95}, row{20, 0.98, 0.92}}) {
    word_source source(22 + asked.edits, 20000);
    std::size_t found = 0;
    double overlap = 0;
    for (int round = 0; round < 200; ++round) {
      const std::vector<std::string> words = source.words(100);
      planted_texts plan(2);
      const planted_copy copy{plan.append(0, join(words), source),
                              plan.append(1, join(edited(words, asked.edits, source)), source)};
      const passage_result result = passage_corpus(plan.texts).find();
      found += is_reported(result, copy);
      double best = 0;
      for (const passage_match& match : result.matches) {
        const auto share = [](const text_span& x, const text_span& y) {
          const double both = static_cast<double>(std::min(x.end, y.end)) - std::max(x.begin, y.begin);
          return both <= 0 ? 0.0 : both / (std::max(x.end, y.end) - std::min(x.begin, y.begin));
        };
        best = std::max(best, std::min(share(match.first, copy.original), share(*match.second, copy.copy)));
      }
      overlap += best;
    }
    INFO(asked.edits << " edits in 100 words: found " << found << ", overlap " << overlap / 200);
    CHECK(static_cast<double>(found) >= 200 * asked.found);
    CHECK(overlap >= 200 * asked.overlap);
  }
}
