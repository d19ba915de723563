// A shingle size does not turn into a shingler unasked.
// error: (could not convert|no viable conversion|conversion from).*
#include <neardup/shingle.hpp>

neardup::shingler windows() {
#ifdef MISUSE
  return 5;
#else
  return neardup::shingler(5);
#endif
}
