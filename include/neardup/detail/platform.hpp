#pragma once

// Everything else relies on these; where one does not hold, a clear message beats a wrong answer.
#if !defined(__GNUC__)
#error "neardup needs GCC 12 or later, or Clang 14 or later"
#elif defined(__clang__) && __clang_major__ < 14
#error "neardup needs Clang 14 or later"
#elif !defined(__clang__) && __GNUC__ < 12
#error "neardup needs GCC 12 or later"
#endif
#if !defined(__linux__) || !(defined(__x86_64__) || defined(__aarch64__))
#error "neardup supports Linux on x86-64 and AArch64"
#endif
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "neardup needs a little-endian machine"
#endif
#if defined(__FAST_MATH__)
#error "neardup promises exact ratios: compile without -ffast-math"
#endif

/// Compiles one function for CPUs that have `features`, whatever the flags of the translation unit are.
#define NEARDUP_TARGET(features) [[gnu::target(features)]]

/// The same for vectors of 128 bits: SSE4.1 or, since every AArch64 CPU has it, NEON. For loops that are one
/// code in GNU vectors on both.
#if defined(__x86_64__)
#define NEARDUP_TARGET_128 NEARDUP_TARGET("sse4.1")
#else
#define NEARDUP_TARGET_128
#endif
