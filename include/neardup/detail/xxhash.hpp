#pragma once

// The only place where xxHash enters. Inlined, so that constant lengths fold and no symbol of it leaks.
#define XXH_INLINE_ALL
// Memory is read by memcpy, which folds as well. By default xxHash 0.8.1 reads words of 32 bits where numbers
// of 64 were stored, against the aliasing rules: g++ 12 for AArch64 then hashed a number before storing it.
#ifndef XXH_FORCE_MEMORY_ACCESS
#define XXH_FORCE_MEMORY_ACCESS 0
#endif
#include <compare>
#include <cstddef>
#include <cstdint>

#include <xxhash.h>

#include <neardup/detail/platform.hpp>

namespace neardup::inline v0::detail {

[[nodiscard]] inline std::uint64_t xxh3_64(const void* data, std::size_t bytes, std::uint64_t seed) noexcept {
  return XXH3_64bits_withSeed(data, bytes, seed);
}

/// XXH3_64bits_withSeed of the eight little-endian bytes of `value`: how every derived constant is drawn.
[[nodiscard]] inline std::uint64_t xxh3_64(std::uint64_t value, std::uint64_t seed) noexcept {
  return XXH3_64bits_withSeed(&value, sizeof value, seed);
}

/// 128-bit digest; equal digests are taken for equal content.
struct digest128 {
  std::uint64_t high = 0, low = 0;
  friend auto operator<=>(const digest128&, const digest128&) = default;
};

[[nodiscard]] inline digest128 xxh3_128(const void* data, std::size_t bytes,
                                        std::uint64_t seed = 0) noexcept {
  const XXH128_hash_t hash = XXH3_128bits_withSeed(data, bytes, seed);
  return {hash.high64, hash.low64};
}

/// xxh3_128() without a seed of bytes that come in pieces.
class xxh3_128_stream {
 public:
  xxh3_128_stream() noexcept { XXH3_128bits_reset(&state_); }
  void add(const void* data, std::size_t bytes) noexcept { XXH3_128bits_update(&state_, data, bytes); }
  [[nodiscard]] digest128 digest() const noexcept {
    const XXH128_hash_t hash = XXH3_128bits_digest(&state_);
    return {hash.high64, hash.low64};
  }

 private:
  XXH3_state_t state_;
};

}  // namespace neardup::inline v0::detail
