// A range that makes its texts while it is read has nothing left to look at afterwards.
// error: (constraints not satisfied|lasting_text)
#include <cstddef>
#include <iterator>
#include <string>
#include <string_view>

#include <neardup/find_near_duplicates.hpp>

#ifdef MISUSE
using text = std::string;
#else
using text = std::string_view;
#endif

struct reader {
  struct iterator {
    using value_type = text;
    using difference_type = std::ptrdiff_t;
    text operator*() const { return "a text"; }
    iterator& operator++() { return *this; }
    iterator operator++(int) { return *this; }
    bool operator==(const iterator&) const { return true; }
    bool operator==(std::default_sentinel_t) const { return true; }
  };
  iterator begin() const { return {}; }
  std::default_sentinel_t end() const { return {}; }
};

neardup::near_duplicate_result use() { return neardup::find_near_duplicates(reader()); }
