#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <neardup/detail/plain_tokens.hpp>
#include <neardup/detail/xxhash.hpp>
#include <neardup/token.hpp>

#include "support/naive.hpp"

// The scheme as docs/scheme-v1.md words it, one value at a time: what every fast answer is compared with.
namespace neardup_bench::reference {

/// XXH3 of each token's text, as the code point by code point reading finds it.
inline neardup::token_stream tokens(std::string_view text, neardup::token_kind kind, std::uint64_t seed) {
  neardup::token_stream stream;
  stream.ill_formed = neardup::detail::for_each_token(
      text, kind, [&](std::string_view folded, std::size_t begin, std::size_t length) {
        stream.tokens.push_back({neardup::detail::xxh3_64(folded.data(), folded.size(), seed),
                                 static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(length)});
      });
  return stream;
}

/// For each token of a window what is added to the halves of its hash.
inline std::vector<std::uint64_t> addends(std::uint32_t size, std::uint64_t seed) {
  std::vector<std::uint64_t> drawn(size);
  for (std::uint64_t j = 0; j < size; ++j) drawn[j] = neardup::detail::xxh3_64(j, seed);
  return drawn;
}

inline std::uint32_t signature_hash(std::span<const neardup::token> window,
                                    std::span<const std::uint64_t> added) {
  std::uint64_t sum = window.size();
  for (std::size_t j = 0; j < window.size(); ++j) {
    const auto low = static_cast<std::uint32_t>(window[j].hash + added[j]);
    const auto high = static_cast<std::uint32_t>((window[j].hash >> 32) + (added[j] >> 32));
    sum += std::uint64_t{low} * high;
  }
  const auto hash = static_cast<std::uint32_t>(((sum ^ sum >> 32) * 0x9E3779B97F4A7C15u) >> 32);
  return hash == 0 ? 1 : hash;
}

/// Of all windows; there are at least `size` tokens.
inline std::vector<std::uint32_t> signature_hashes(std::span<const neardup::token> tokens, std::uint32_t size,
                                                   std::uint64_t seed) {
  const auto added = addends(size, seed);
  std::vector<std::uint32_t> hashes(tokens.size() - size + 1);
  for (std::size_t i = 0; i < hashes.size(); ++i) hashes[i] = signature_hash(tokens.subspan(i, size), added);
  return hashes;
}

inline std::vector<std::uint64_t> identity_hashes(std::span<const neardup::token> tokens, std::uint32_t size,
                                                  std::uint64_t seed) {
  std::vector<std::uint64_t> hashes(tokens.size() - size + 1);
  for (std::size_t i = 0; i < hashes.size(); ++i) {
    std::vector<std::uint64_t> window;
    for (const auto& token : tokens.subspan(i, size)) window.push_back(token.hash);
    hashes[i] = neardup::detail::xxh3_64(window.data(), window.size() * sizeof(std::uint64_t), seed);
  }
  return hashes;
}

/// Odd, and each different from every earlier one and from its negative.
inline std::vector<std::uint32_t> multipliers(std::size_t count, std::uint64_t seed) {
  std::vector<std::uint32_t> drawn;
  for (std::uint64_t counter = std::uint64_t{1} << 32; drawn.size() < count; ++counter) {
    const auto next = static_cast<std::uint32_t>(neardup::detail::xxh3_64(counter, seed)) | 1u;
    const auto clashes = [next](std::uint32_t earlier) { return earlier == next || earlier == 0u - next; };
    if (std::none_of(drawn.begin(), drawn.end(), clashes)) drawn.push_back(next);
  }
  return drawn;
}

/// The minima of `hash(j, element)` over all elements, for each j below `num_hashes`.
template <class Element, class Hash>
std::vector<std::uint32_t> minima(std::span<const Element> elements, std::size_t num_hashes, Hash hash) {
  std::vector<std::uint32_t> entries(num_hashes, std::numeric_limits<std::uint32_t>::max());
  for (std::size_t j = 0; j < num_hashes; ++j)
    for (const Element element : elements) entries[j] = std::min(entries[j], hash(j, element));
  return entries;
}

/// The minimum for each multiplier.
inline std::vector<std::uint32_t> minhash32(std::span<const std::uint32_t> hashes,
                                            std::span<const std::uint32_t> multipliers) {
  return minima(hashes, multipliers.size(),
                [&](std::size_t j, std::uint32_t hash) { return multipliers[j] * hash; });
}

/// The same, then the complement of the maximum for each multiplier.
inline std::vector<std::uint32_t> minmax32(std::span<const std::uint32_t> hashes,
                                           std::span<const std::uint32_t> multipliers) {
  auto entries = minhash32(hashes, multipliers);
  const auto complements = minima(hashes, multipliers.size(), [&](std::size_t j, std::uint32_t hash) {
    return ~(multipliers[j] * hash);
  });
  entries.insert(entries.end(), complements.begin(), complements.end());
  return entries;
}

/// The signatures of the baselines, by numbers that hold every product whole.
__extension__ using wide = unsigned __int128;

inline std::uint64_t multiply_add(std::uint64_t multiplier, std::uint64_t element, std::uint64_t addend) {
  return static_cast<std::uint64_t>((wide{multiplier} * element + addend) % (wide{1} << 64));
}

inline std::vector<std::uint32_t> multiply_shift(std::span<const std::uint64_t> shingles,
                                                 std::span<const std::uint64_t> multipliers,
                                                 std::span<const std::uint64_t> addends) {
  return minima(shingles, multipliers.size(), [&](std::size_t j, std::uint64_t shingle) {
    return static_cast<std::uint32_t>(multiply_add(multipliers[j], shingle, addends[j]) >> 32);
  });
}

inline std::vector<std::uint32_t> mersenne61(std::span<const std::uint32_t> shingles,
                                             std::span<const std::uint64_t> multipliers,
                                             std::span<const std::uint64_t> addends) {
  constexpr std::uint64_t prime = (std::uint64_t{1} << 61) - 1;
  return minima(shingles, multipliers.size(), [&](std::size_t j, std::uint32_t shingle) {
    return static_cast<std::uint32_t>(multiply_add(multipliers[j], shingle, addends[j]) % prime);
  });
}

/// How many entries of a signature and each row are equal.
inline std::vector<std::uint32_t> equal_entries(std::span<const std::uint32_t> signature,
                                                std::span<const std::uint32_t> rows) {
  std::vector<std::uint32_t> counts(rows.size() / signature.size());
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i] == signature[i % signature.size()]) ++counts[i / signature.size()];
  return counts;
}

/// The words of any text as strings: beyond ASCII the naive program asks the library what a word is.
inline std::vector<std::string> naive_words_of(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; }))
    return naive_words(text);
  std::vector<std::string> words;
  neardup::detail::for_each_token(
      text, neardup::token_kind::words,
      [&](std::string_view folded, std::size_t, std::size_t) { words.emplace_back(folded); });
  return words;
}

}  // namespace neardup_bench::reference
