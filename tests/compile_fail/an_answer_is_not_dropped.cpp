// A search whose answer nobody looks at is a mistake.
// error: ignoring return value
#include <string_view>
#include <vector>

#include <neardup/find_near_duplicates.hpp>

void use(const std::vector<std::string_view>& texts) {
#ifdef MISUSE
  neardup::find_near_duplicates(texts);
#else
  static_cast<void>(neardup::find_near_duplicates(texts));
#endif
}
