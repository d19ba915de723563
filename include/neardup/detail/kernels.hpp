#pragma once

#include <cstdlib>
#include <span>
#include <string>
#include <string_view>

#include <neardup/detail/kernel_table.hpp>
#include <neardup/detail/kernels/combine_portable.hpp>
#include <neardup/detail/kernels/compare_128.hpp>
#include <neardup/detail/kernels/compare_portable.hpp>
#include <neardup/detail/kernels/scan_portable.hpp>
#include <neardup/detail/kernels/sign_128.hpp>
#include <neardup/detail/kernels/sign_portable.hpp>
#include <neardup/detail/kernels/token_hash_portable.hpp>
#include <neardup/error.hpp>

#if defined(__x86_64__)
#include <neardup/detail/kernels/combine_avx2.hpp>
#include <neardup/detail/kernels/combine_avx512.hpp>
#include <neardup/detail/kernels/combine_sse41.hpp>
#include <neardup/detail/kernels/compare_avx2.hpp>
#include <neardup/detail/kernels/compare_avx512.hpp>
#include <neardup/detail/kernels/scan_avx2.hpp>
#include <neardup/detail/kernels/scan_avx512.hpp>
#include <neardup/detail/kernels/scan_sse41.hpp>
#include <neardup/detail/kernels/sign_avx2.hpp>
#include <neardup/detail/kernels/sign_avx512.hpp>
#include <neardup/detail/kernels/token_hash_avx2.hpp>
#include <neardup/detail/kernels/token_hash_avx512.hpp>
#include <neardup/detail/kernels/token_hash_sse41.hpp>
#else
#include <neardup/detail/kernels/combine_neon.hpp>
#include <neardup/detail/kernels/scan_neon.hpp>
#include <neardup/detail/kernels/token_hash_neon.hpp>
#endif

namespace neardup::inline v0::detail {

inline bool runs_everywhere() noexcept { return true; }

#if defined(__x86_64__)
inline bool runs_avx512() noexcept {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
         __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
         __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}
inline bool runs_avx2() noexcept {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") && __builtin_cpu_supports("bmi2");
}
inline bool runs_sse41() noexcept { return __builtin_cpu_supports("sse4.1"); }
#endif

// `lanes`: what the loops over lanes of 32 bits are called, which 128-bit vectors of any kind share.
#define NEARDUP_KERNEL_TABLE(name, lanes, works)                                                  \
  {                                                                                               \
#name, works, scan_##name < scan_kind::words>, scan_##name < scan_kind::characters>,          \
        scan_##name < scan_kind::runs>, hash_tokens_##name, combine_##name, sign_##lanes < true>, \
        sign_##lanes < false>, count_equal_##lanes, merge_##lanes                                 \
  }
inline constexpr kernel_table all_kernel_tables[] = {
#if defined(__x86_64__)
    NEARDUP_KERNEL_TABLE(avx512, avx512, runs_avx512), NEARDUP_KERNEL_TABLE(avx2, avx2, runs_avx2),
    NEARDUP_KERNEL_TABLE(sse41, 128, runs_sse41),
#else
    NEARDUP_KERNEL_TABLE(neon, 128, runs_everywhere),
#endif
    NEARDUP_KERNEL_TABLE(portable, portable, runs_everywhere)};
#undef NEARDUP_KERNEL_TABLE

/// Kernels for this architecture, the fastest first; `portable`, which runs everywhere, last.
[[nodiscard]] inline std::span<const kernel_table> kernel_tables() noexcept { return all_kernel_tables; }

/// The kernels named `forced`, or the fastest that this CPU runs where that is empty.
/// Throws error(errc::unsupported_kernel) where there are none of that name, or the CPU cannot run them.
[[nodiscard]] inline const kernel_table& choose_kernels(std::string_view forced) {
  std::string allowed;
  for (const kernel_table& kernels : kernel_tables()) {
    if (!kernels.supported()) continue;
    if (forced.empty() || forced == kernels.name) return kernels;
    allowed += (allowed.empty() ? "" : ", ") + std::string(kernels.name);
  }
  throw error(errc::unsupported_kernel,
              concatenated("NEARDUP_FORCE_KERNEL is ", forced, "; allowed on this machine: ", allowed));
}

/// The kernels in use: chosen at the first call, from then on always the same.
/// Throws as choose_kernels() does for what the environment variable NEARDUP_FORCE_KERNEL holds.
[[nodiscard]] inline const kernel_table& kernels() {
  static const kernel_table& chosen = []() -> const kernel_table& {
    const char* forced = std::getenv("NEARDUP_FORCE_KERNEL");
    return choose_kernels(forced == nullptr ? "" : forced);
  }();
  return chosen;
}

}  // namespace neardup::inline v0::detail
