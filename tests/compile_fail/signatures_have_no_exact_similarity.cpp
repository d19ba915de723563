// Two signatures only estimate a similarity; `jaccard` is for shingle sets.
// error: (no matching function|could not convert|invalid initialization|no viable conversion).*
#include <cstdint>
#include <vector>

#include <neardup/similarity.hpp>

double alike(const std::vector<std::uint32_t>& a, const std::vector<std::uint32_t>& b) {
#ifdef MISUSE
  return neardup::jaccard(a, b);
#else
  return neardup::estimated_jaccard(a, b);
#endif
}
