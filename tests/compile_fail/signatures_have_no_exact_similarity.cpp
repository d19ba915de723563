// Two signatures only estimate a similarity; `jaccard` is for shingle sets.
// error: (no matching function|could not convert|invalid initialization|no viable conversion).*
#include <neardup/similarity.hpp>

double alike(const neardup::signature& a, const neardup::signature& b) {
#ifdef MISUSE
  return neardup::jaccard(a, b);
#else
  return neardup::estimated_jaccard(a, b).jaccard;
#endif
}
