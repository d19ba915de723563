// A stream lends one buffer for every text: by the time they are compared all but the last are gone.
// error: (constraints not satisfied|forward_range)
#include <ranges>
#include <sstream>
#include <string>
#include <vector>

#include <neardup/find_near_duplicates.hpp>

neardup::near_duplicate_result use(std::istringstream& stream) {
#ifdef MISUSE
  return neardup::find_near_duplicates(std::ranges::istream_view<std::string>(stream));
#else
  std::vector<std::string> texts;
  for (std::string text; stream >> text;) texts.push_back(text);
  return neardup::find_near_duplicates(texts);
#endif
}
