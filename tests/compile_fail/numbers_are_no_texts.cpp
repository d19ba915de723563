// Ids in place of texts are a mistake, not one-character texts.
// error: (constraints not satisfied|lasting_text)
#include <vector>

#include <neardup/find_near_duplicates.hpp>

neardup::near_duplicate_result use([[maybe_unused]] const std::vector<const char*>& texts,
                                   [[maybe_unused]] const std::vector<int>& ids) {
#ifdef MISUSE
  return neardup::find_near_duplicates(ids);
#else
  return neardup::find_near_duplicates(texts);
#endif
}
