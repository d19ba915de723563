#include "support/exact_pairs.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace neardup_bench {
namespace {

/// Bytes of the white space that stands at `at`; 0 for anything else.
std::size_t white_space_at(std::string_view text, std::size_t at) {
  constexpr std::string_view characters[] = {
      "\t",           "\n",           "\v",           "\f",           "\r",           " ",
      "\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82",
      "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87", "\xE2\x80\x88",
      "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F",
      "\xE3\x80\x80"};
  const auto byte = static_cast<unsigned char>(text[at]);
  if (byte > ' ' && byte < 0xC2) return 0;
  for (const std::string_view character : characters)
    if (text.substr(at, character.size()) == character) return character.size();
  return 0;
}

/// The tokens of a text, one space between them.
struct spaced_tokens {
  std::string text;
  std::vector<std::pair<std::size_t, std::size_t>> bounds;

  explicit spaced_tokens(std::string_view source) {
    bool inside = false;
    for (std::size_t at = 0; at < source.size();) {
      if (const std::size_t space = white_space_at(source, at); space != 0) {
        inside = false;
        at += space;
        continue;
      }
      if (!inside) {
        if (!text.empty()) text += ' ';
        bounds.emplace_back(text.size(), text.size());
        inside = true;
      }
      text += source[at++];
      bounds.back().second = text.size();
    }
  }
};

/// A shingle where it was met.
struct occurrence {
  std::uint64_t high, low;
  std::uint32_t text;
  friend auto operator<=>(const occurrence&, const occurrence&) = default;
};

void add_occurrences(std::string_view source, std::uint32_t number, std::vector<occurrence>& into) {
  constexpr std::size_t size = 5;
  const spaced_tokens tokens(source);
  const std::size_t count = tokens.bounds.size(), window = std::min(size, count);
  for (std::size_t i = 0; count != 0 && i + window <= count; ++i) {
    const std::size_t begin = tokens.bounds[i].first, end = tokens.bounds[i + window - 1].second;
    const XXH128_hash_t hash = XXH3_128bits(tokens.text.data() + begin, end - begin);
    into.push_back({hash.high64, hash.low64, number});
  }
}

/// Occurrences [begin, end) are those of one shingle.
struct shingle_run {
  std::size_t begin, end;
};

std::vector<shingle_run> runs_of(const std::vector<occurrence>& sorted) {
  std::vector<shingle_run> runs;
  for (std::size_t begin = 0, end = 0; begin < sorted.size(); begin = end) {
    while (end < sorted.size() && sorted[end].high == sorted[begin].high &&
           sorted[end].low == sorted[begin].low)
      ++end;
    runs.push_back({begin, end});
  }
  return runs;
}

/// How many numbers of a set one of them at least must be in any set that is similar to it: where all those
/// are absent, too few are left.
std::size_t prefix_length(std::size_t size, double threshold) {
  const double least_common = std::ceil(threshold * static_cast<double>(size) - 1e-6);
  return size - std::min(size, static_cast<std::size_t>(std::max(least_common, 1.0))) + 1;
}

}  // namespace

shingle_numbers number_shingles(std::span<const std::string_view> texts) {
  std::vector<occurrence> met;
  for (std::size_t i = 0; i < texts.size(); ++i)
    add_occurrences(texts[i], static_cast<std::uint32_t>(i), met);
  std::ranges::sort(met);
  met.erase(std::unique(met.begin(), met.end()), met.end());
  auto runs = runs_of(met);
  std::ranges::stable_sort(runs, {}, [](const shingle_run& run) { return run.end - run.begin; });
  shingle_numbers answer;
  answer.sets.resize(texts.size());
  for (const auto& [begin, end] : runs) {
    for (std::size_t i = begin; i < end; ++i) answer.sets[met[i].text].push_back(answer.count);
    ++answer.count;
    if (end - begin == 1) answer.unshared = answer.count;
  }
  return answer;
}

double exact_jaccard(std::span<const std::uint32_t> a, std::span<const std::uint32_t> b) {
  std::size_t common = 0;
  for (auto x = a.begin(), y = b.begin(); x != a.end() && y != b.end();) {
    if (*x == *y) ++common;
    const bool step_x = *x <= *y, step_y = *y <= *x;
    x += step_x;
    y += step_y;
  }
  const std::size_t united = a.size() + b.size() - common;
  return united == 0 ? 0 : static_cast<double>(common) / static_cast<double>(united);
}

std::vector<exact_pair> exact_pairs(const shingle_numbers& of, double threshold) {
  std::vector<std::uint32_t> by_size(of.sets.size());
  std::iota(by_size.begin(), by_size.end(), 0u);
  std::ranges::stable_sort(by_size, {}, [&](std::uint32_t text) { return of.sets[text].size(); });

  std::vector<std::vector<std::uint32_t>> holders(of.count - of.unshared);  // of a shared shingle, so far
  std::vector<std::uint32_t> compared_with(of.sets.size(), static_cast<std::uint32_t>(of.sets.size()));
  std::vector<exact_pair> pairs;
  for (const std::uint32_t text : by_size) {
    const auto& set = of.sets[text];
    if (set.empty()) continue;
    const double least_size = threshold * static_cast<double>(set.size()) - 1e-6;
    const std::size_t prefix = prefix_length(set.size(), threshold);
    for (std::size_t i = 0; i < prefix; ++i) {
      if (set[i] < of.unshared) continue;
      auto& others = holders[set[i] - of.unshared];
      for (const std::uint32_t other : others) {
        if (compared_with[other] == text || static_cast<double>(of.sets[other].size()) < least_size) continue;
        compared_with[other] = text;
        const double jaccard = exact_jaccard(set, of.sets[other]);
        if (jaccard >= threshold) pairs.push_back({std::min(text, other), std::max(text, other), jaccard});
      }
      others.push_back(text);
    }
  }
  std::ranges::sort(pairs, {}, [](const exact_pair& pair) { return std::pair(pair.first, pair.second); });
  return pairs;
}

}  // namespace neardup_bench
