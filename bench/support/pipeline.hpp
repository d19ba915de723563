#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include <neardup/detail/kernels.hpp>
#include <neardup/tokenize.hpp>

#include "support/reference.hpp"

namespace neardup_bench {

inline constexpr std::uint32_t shingle_size = 5;
inline constexpr std::uint32_t num_hashes = 128;
inline constexpr std::uint64_t seed = 1;

using kernel = neardup::detail::kernel_table;

/// The kernels that this CPU can run, best first.
inline std::vector<const kernel*> supported_kernels() {
  std::vector<const kernel*> answer;
  for (const kernel& table : neardup::detail::kernel_tables())
    if (table.supported()) answer.push_back(&table);
  return answer;
}

/// The way from a text to its signature with the kernels of one table, everything reused from text to text.
class pipeline {
 public:
  explicit pipeline(const kernel& with) : kernel_(with) {}

  const neardup::token_stream& tokenize(std::string_view text,
                                        neardup::token_kind kind = neardup::token_kind::words) {
    neardup::detail::tokenize_with(kernel_, text, {.kind = kind, .seed = seed}, stream_);
    return stream_;
  }

  /// Of at least shingle_size tokens.
  std::span<const std::uint32_t> shingle(std::span<const neardup::token> tokens) {
    hashes_.resize(tokens.size() - shingle_size + 1);
    kernel_.combine(tokens.data(), hashes_.size(), addends_.data(), shingle_size, hashes_.data());
    return hashes_;
  }

  std::span<const std::uint32_t> sign(std::span<const std::uint32_t> hashes) {
    kernel_.sign_minmax32(hashes.data(), hashes.size(), multipliers_.data(), multipliers_.size(),
                          signature_.data());
    return signature_;
  }

  std::span<const std::uint32_t> sign(std::string_view text) { return sign(shingle(tokenize(text).tokens)); }

 private:
  const kernel& kernel_;
  std::vector<std::uint64_t> addends_ = reference::addends(shingle_size, seed);
  std::vector<std::uint32_t> multipliers_ = reference::multipliers(num_hashes / 2, seed);
  neardup::token_stream stream_;
  std::vector<std::uint32_t> hashes_;
  std::vector<std::uint32_t> signature_ = std::vector<std::uint32_t>(num_hashes);
};

}  // namespace neardup_bench
