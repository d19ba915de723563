#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <neardup/passage.hpp>

#include "support/catch.hpp"
#include "support/passage_oracle.hpp"

// A copy of L tokens with e edits of single tokens shares floor((L - e) / (e + 1)) tokens in a row with its
// original, so that it is met where that is window + seed_tokens - 1. Is it also reported? Through the whole
// path, against copies whose places are known and longest common subsequences by the textbook.
using namespace neardup;
using namespace test_support;

namespace {

struct token_span {
  std::size_t document, begin, end;
};

struct copy_pair {
  token_span original, copy;
};

/// Small texts with copies in them, and options for which each copy is met. Where words are planted again,
/// each copy makes a pair with its own original and, `with_first`, with that of the words before.
class guarantee_case {
 public:
  guarantee_case(std::uint64_t seed, std::size_t vocabulary, std::size_t most_copies,
                 std::uint32_t least_seed, bool with_first)
      : random_(seed, 1), vocabulary_(vocabulary), words_(1 + random_.below(2)) {
    options_.seed_tokens = number(least_seed, 5);
    options_.window = random_.below(2) == 0 ? 1 : number(1, 4);
    options_.min_tokens = number(1, 12) + (random_.below(3) == 0 ? number(0, 19) : 0);
    options_.min_score = random_.below(2) == 0 ? 0.4 : 0.05 * number(1, 20);
    options_.snap = snapping::none;
    options_.exhaustive = true;
    std::vector<std::string> last;
    for (std::size_t n = 1 + random_.below(most_copies); n > 0; --n) {
      // The same words once more: copies of copies.
      const bool again = !last.empty() && random_.below(3) == 0;
      if (!again) last = drawn(1 + random_.below(60));
      const std::size_t known = pairs_.size();
      plant(last);
      if (with_first && again && known > 0 && pairs_.size() > known)
        pairs_.push_back({pairs_[known - 1].original, pairs_.back().copy});
    }
    for (auto& text : words_) append(text, drawn(random_.below(10)));
  }

  struct counts {
    std::size_t copies = 0, missed = 0;
  };

  void count(counts& sum) const {
    std::vector<std::string> texts;
    for (const auto& words : words_) texts.push_back(join(words));
    const passage_corpus corpus(texts);
    const passage_result result = corpus.find(options_);
    for (const copy_pair& each : pairs_) {
      if (!reaches_limits(corpus, each)) continue;
      ++sum.copies;
      sum.missed += !is_reported(corpus, result, each);
    }
  }

 private:
  std::uint32_t number(std::uint32_t least, std::uint32_t most) {
    return least + static_cast<std::uint32_t>(random_.below(most - least + 1));
  }
  std::string word() { return "w" + std::to_string(random_.below(vocabulary_)); }
  std::vector<std::string> drawn(std::size_t count) {
    std::vector<std::string> words(count);
    for (std::string& each : words) each = word();
    return words;
  }

  static void append(std::vector<std::string>& text, const std::vector<std::string>& words) {
    text.insert(text.end(), words.begin(), words.end());
  }

  token_span place(const std::vector<std::string>& words, std::size_t most_before) {
    const std::size_t document = random_.below(words_.size());
    auto& text = words_[document];
    append(text, drawn(random_.below(most_before)));
    append(text, words);
    return {document, text.size() - words.size(), text.size()};
  }

  /// With as many edits at most as leave a row for certain. The first and the last word stay: without them it
  /// would be a shorter copy.
  void plant(const std::vector<std::string>& words) {
    const std::size_t length = words.size(), row = options_.seed_tokens + options_.window - 1;
    if (length < row) return;
    std::size_t most = 0;
    while (most + 1 < length && (length - most - 1) / (most + 2) >= row) ++most;
    std::vector<std::string> copy = words;
    for (std::size_t edits = random_.below(most + 1); edits > 0 && copy.size() > 2; --edits) {
      const auto at = copy.begin() + 1 + static_cast<std::ptrdiff_t>(random_.below(copy.size() - 2));
      const std::size_t kind = random_.below(4);
      if (kind < 2)
        *at = word();
      else if (kind == 2)
        copy.erase(at);
      else
        copy.insert(at, word());
    }
    const token_span original = place(words, 20);
    pairs_.push_back({original, place(copy, random_.below(3) == 0 ? 1 : 20)});
  }

  [[nodiscard]] bool reaches_limits(const passage_corpus& corpus, const copy_pair& pair) const {
    const auto hashes = [&](const token_span& span) {
      std::vector<std::uint64_t> found;
      for (std::size_t n = span.begin; n < span.end; ++n)
        found.push_back(corpus.tokens(span.document)[n].hash);
      return found;
    };
    const auto x = hashes(pair.original), y = hashes(pair.copy);
    const auto longer = static_cast<double>(std::max(x.size(), y.size()));
    return std::min(x.size(), y.size()) >= options_.min_tokens &&
           static_cast<double>(naive_lcs(x, y)) / longer >= options_.min_score;
  }

  /// Where a byte span begins and ends, in tokens.
  static token_span tokens(const passage_corpus& corpus, const text_span& span) {
    const auto& all = corpus.tokens(span.document);
    const auto before = [&](std::uint32_t byte) {
      return static_cast<std::size_t>(
          std::count_if(all.begin(), all.end(), [&](const token& x) { return x.begin < byte; }));
    };
    return {span.document, before(span.begin), before(span.end)};
  }

  static bool covers_half(const token_span& span, const token_span& wanted) {
    if (span.document != wanted.document) return false;
    const std::size_t begin = std::max(span.begin, wanted.begin), end = std::min(span.end, wanted.end);
    return end > begin && 2 * (end - begin) >= wanted.end - wanted.begin;
  }

  /// A passage, or periodic stretches, cover half of each side at least.
  static bool is_reported(const passage_corpus& corpus, const passage_result& result, const copy_pair& pair) {
    const token_span &x = pair.original, &y = pair.copy;
    bool x_periodic = false, y_periodic = false;
    for (const passage_match& match : result.matches) {
      const token_span first = tokens(corpus, match.first),
                       second = match.second ? tokens(corpus, *match.second) : first;
      if ((covers_half(first, x) && covers_half(second, y)) ||
          (covers_half(first, y) && covers_half(second, x)))
        return true;
      x_periodic = x_periodic || (!match.second && covers_half(first, x));
      y_periodic = y_periodic || (!match.second && covers_half(first, y));
    }
    return x_periodic && y_periodic;
  }

  word_source random_;
  std::size_t vocabulary_;
  passage_options options_;
  std::vector<std::vector<std::string>> words_;
  std::vector<copy_pair> pairs_;
};

guarantee_case::counts count_cases(std::size_t cases, std::vector<std::size_t> vocabularies,
                                   std::size_t most_copies, std::uint32_t least_seed,
                                   bool with_first = false) {
  guarantee_case::counts sum;
  for (std::size_t n = 0; n < cases; ++n)
    guarantee_case(5000 + n, vocabularies[n % vocabularies.size()], most_copies, least_seed, with_first)
        .count(sum);
  return sum;
}

}  // namespace

TEST_CASE("passage: a copy that is met is reported", "[passage]") {
  const auto found = count_cases(10000, {30, 200, 5000}, 1, 2);
  INFO(found.missed << " of " << found.copies << " copies missed");
  CHECK(found.copies > 5000);
  CHECK(found.missed == 0);
}

TEST_CASE("passage: so are copies in texts of few words and copies among copies", "[passage]") {
  const auto found = count_cases(2000, {1, 2, 3, 5, 10, 30, 200, 5000}, 3, 1);
  INFO(found.missed << " of " << found.copies << " copies missed");
  CHECK(found.copies > 2000);
  CHECK(found.missed == 0);
}

TEST_CASE("passage: of several copies each is reported with one far before it, but for one in thousands",
          "[passage]") {
  // Where alignments go from one copy over into the next, a pair may lie half in one passage and half in
  // another.
  const auto found = count_cases(1500, {10, 30, 200, 5000}, 6, 1, true);
  INFO(found.missed << " of " << found.copies << " copies missed");
  CHECK(found.copies > 3000);
  CHECK(found.missed * 5000 <= found.copies);
}
