#pragma once

#include <neardup/detail/platform.hpp>

// The one place for the version; CMake reads these three lines.
#define NEARDUP_VERSION_MAJOR 0
#define NEARDUP_VERSION_MINOR 1
#define NEARDUP_VERSION_PATCH 0

namespace neardup::inline v0 {

/// Version of the library as "major.minor.patch".
inline constexpr const char version_string[] = "0.1.0";

/// Unicode version whose tables are compiled in; part of what makes two signatures comparable.
inline constexpr const char unicode_version_string[] = "15.0.0";

}  // namespace neardup::inline v0
