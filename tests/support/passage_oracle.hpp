#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <set>
#include <span>
#include <string>
#include <vector>

#include <neardup/passage.hpp>

// Slow and plain versions that passages are checked against, and texts to find them in.
namespace test_support {

/// Texts with their tokens, and what find_passages says of them.
class passage_corpus {
 public:
  explicit passage_corpus(std::vector<std::string> texts,
                          neardup::token_kind kind = neardup::token_kind::words)
      : texts_(std::move(texts)) {
    for (const std::string& text : texts_) streams_.push_back(neardup::tokenize(text, kind));
    for (std::size_t n = 0; n < texts_.size(); ++n) sources_.push_back({texts_[n], streams_[n].tokens});
  }
  passage_corpus(const passage_corpus&) = delete;
  passage_corpus& operator=(const passage_corpus&) = delete;

  [[nodiscard]] neardup::passage_result find(const neardup::passage_options& options = {},
                                             std::uint32_t threads = 1) const {
    neardup::run_control control;
    control.threads = threads;
    return neardup::find_passages(sources_, options, control);
  }
  [[nodiscard]] std::string excerpt(const neardup::text_span& span) const {
    return texts_[span.document].substr(span.begin, span.end - span.begin);
  }
  [[nodiscard]] const std::string& text(std::size_t n) const { return texts_[n]; }
  [[nodiscard]] const std::vector<neardup::token>& tokens(std::size_t n) const { return streams_[n].tokens; }
  [[nodiscard]] bool has_tokens_that_share_bytes() const {
    for (const neardup::token_stream& stream : streams_)
      for (std::size_t n = 1; n < stream.tokens.size(); ++n)
        if (stream.tokens[n].begin == stream.tokens[n - 1].begin) return true;
    return false;
  }
  [[nodiscard]] std::size_t size() const { return texts_.size(); }

  /// Token hashes whose bytes lie in the span.
  [[nodiscard]] std::vector<std::uint64_t> hashes(const neardup::text_span& span) const {
    std::vector<std::uint64_t> found;
    for (const neardup::token& x : streams_[span.document].tokens)
      if (x.begin >= span.begin && x.begin + x.length <= span.end) found.push_back(x.hash);
    return found;
  }

 private:
  std::vector<std::string> texts_;
  std::vector<neardup::token_stream> streams_;
  std::vector<neardup::passage_source> sources_;
};

/// Length of the longest common subsequence, by the textbook table.
inline std::size_t naive_lcs(const std::vector<std::uint64_t>& x, const std::vector<std::uint64_t>& y) {
  std::vector<std::size_t> row(y.size() + 1);
  for (const std::uint64_t a : x) {
    std::size_t diagonal = 0;
    for (std::size_t n = 0; n < y.size(); ++n) {
      const std::size_t above = row[n + 1];
      row[n + 1] = a == y[n] ? diagonal + 1 : std::max(above, row[n]);
      diagonal = above;
    }
  }
  return row.back();
}

/// Jaccard similarity of the sets of windows of `size` tokens, as sets of vectors.
inline double naive_jaccard(const std::vector<std::uint64_t>& x, const std::vector<std::uint64_t>& y,
                            std::size_t size) {
  const auto windows = [size](const std::vector<std::uint64_t>& tokens) {
    std::set<std::vector<std::uint64_t>> found;
    if (tokens.size() < size) return found.insert(tokens), found;
    for (auto at = tokens.begin(); at + static_cast<std::ptrdiff_t>(size) <= tokens.end(); ++at)
      found.emplace(at, at + static_cast<std::ptrdiff_t>(size));
    return found;
  };
  const auto a = windows(x), b = windows(y);
  std::size_t common = 0;
  for (const auto& window : a) common += b.count(window);
  return static_cast<double>(common) / static_cast<double>(a.size() + b.size() - common);
}

/// Words drawn from a vocabulary, by a seed.
class word_source {
 public:
  word_source(std::uint64_t seed, std::size_t vocabulary) : random_(seed), vocabulary_(vocabulary) {}
  [[nodiscard]] std::size_t below(std::size_t limit) { return static_cast<std::size_t>(random_() % limit); }
  [[nodiscard]] std::string word() { return "w" + std::to_string(below(vocabulary_)); }
  [[nodiscard]] std::vector<std::string> words(std::size_t count) {
    std::vector<std::string> list(count);
    for (std::string& word : list) word = this->word();
    return list;
  }

 private:
  std::mt19937_64 random_;
  std::size_t vocabulary_;
};

/// Words joined by spaces.
inline std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

inline std::string repeat(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t n = 0; n < times; ++n) all += text;
  return all;
}

}  // namespace test_support
