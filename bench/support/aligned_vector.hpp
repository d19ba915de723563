#pragma once

#include <cstddef>
#include <new>
#include <vector>

namespace neardup_bench {

/// Memory that begins a cache line, so that where a vector happens to lie does not decide how fast a loop is.
template <class T>
struct cache_line_allocator {
  using value_type = T;
  static constexpr std::align_val_t line{64};

  cache_line_allocator() = default;
  template <class Other>
  explicit cache_line_allocator(const cache_line_allocator<Other>&) noexcept {}

  T* allocate(std::size_t count) { return static_cast<T*>(::operator new(count * sizeof(T), line)); }
  void deallocate(T* memory, std::size_t) noexcept { ::operator delete(memory, line); }
  bool operator==(const cache_line_allocator&) const = default;
};

template <class T>
using aligned_vector = std::vector<T, cache_line_allocator<T>>;

}  // namespace neardup_bench
