#pragma once

#include <cstddef>
#include <cstdlib>
#include <limits>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>
#include <vector>

#include <sys/mman.h>

#include <neardup/detail/platform.hpp>

namespace neardup::inline v0::detail {

/// Storage for arrays that may be a good part of the memory: asked for in huge pages, which are cleared,
/// found and kept in the cache of addresses at a fraction of the cost (512 MB written for the first time:
/// 0.09 s, where 4 KB pages took 0.3 s), and left as it is, since whoever fills it needs no zeros before.
template <class Value>
struct large_allocator {
  using value_type = Value;
  static_assert(std::is_trivially_destructible_v<Value>);

  large_allocator() = default;
  template <class Other>
  large_allocator(const large_allocator<Other>&) noexcept {}

  [[nodiscard]] Value* allocate(std::size_t count) {
    if (!is_large(count)) return std::allocator<Value>().allocate(count);
    if (count > (most_bytes - huge_page) / sizeof(Value)) throw std::bad_array_new_length();
    const std::size_t bytes = (count * sizeof(Value) + huge_page - 1) / huge_page * huge_page;
    void* const found = std::aligned_alloc(huge_page, bytes);
    if (found == nullptr) throw std::bad_alloc();
    ::madvise(found, bytes, MADV_HUGEPAGE);  // a wish: where it is not granted, nothing is lost
    return static_cast<Value*>(found);
  }
  void deallocate(Value* values, std::size_t count) noexcept {
    is_large(count) ? std::free(values) : std::allocator<Value>().deallocate(values, count);
  }

  /// Leaves new values as they are.
  template <class Other>
  void construct(Other* where) noexcept(std::is_nothrow_default_constructible_v<Other>) {
    ::new (static_cast<void*>(where)) Other;
  }
  template <class Other, class... Arguments>
  void construct(Other* where, Arguments&&... arguments) {
    ::new (static_cast<void*>(where)) Other{std::forward<Arguments>(arguments)...};
  }

  friend bool operator==(const large_allocator&, const large_allocator&) noexcept { return true; }

 private:
  static constexpr std::size_t huge_page = std::size_t{1} << 21;
  static constexpr std::size_t most_bytes = std::numeric_limits<std::ptrdiff_t>::max();

  [[nodiscard]] static bool is_large(std::size_t count) noexcept {
    return count > 2 * huge_page / sizeof(Value);
  }
};

/// A vector whose new values are not set to zero.
template <class Value>
using large_vector = std::vector<Value, large_allocator<Value>>;

}  // namespace neardup::inline v0::detail
