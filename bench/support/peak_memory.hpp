#pragma once

#include <cstddef>
#include <fstream>
#include <string>

#include <malloc.h>

namespace neardup_bench {

/// Measures how much more memory the process held at any time since this was made than it held then: resident
/// memory as Linux counts it, so what allocators waste and what libraries hold are in it. Freed memory is
/// given back to the system first, else using it again would not be seen. One at a time.
class peak_memory {
 public:
  peak_memory() {
    malloc_trim(0);
    std::ofstream("/proc/self/clear_refs") << 5;  // the peak becomes what is held now
    before_ = status("VmRSS:");
  }

  [[nodiscard]] std::size_t bytes() const {
    const std::size_t peak = status("VmHWM:");
    return peak > before_ ? peak - before_ : 0;
  }

 private:
  static std::size_t status(const std::string& name) {
    std::ifstream file("/proc/self/status");
    for (std::string line; std::getline(file, line);)
      if (line.starts_with(name)) return std::stoul(line.substr(name.size())) * 1024;
    return 0;
  }

  std::size_t before_;
};

}  // namespace neardup_bench
