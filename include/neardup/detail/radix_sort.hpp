#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace neardup::inline v0::detail {

/// Sorts `records` by the 64-bit `key(record)`, equal keys in their old order. `scratch` is grown to the same
/// size and keeps its storage for the next call. Least significant byte first; a byte that is the same in all
/// keys costs no pass, so small keys sort in few. O(n), 8 passes at most.
template <class Record, class Key>
void radix_sort(std::vector<Record>& records, std::vector<Record>& scratch, Key key) {
  const auto less = [&](const Record& x, const Record& y) { return key(x) < key(y); };
  if (records.size() < 256) {  // below this the histograms cost more than the comparisons
    std::stable_sort(records.begin(), records.end(), less);
    return;
  }
  std::array<std::array<std::size_t, 256>, 8> counts{};
  for (const Record& record : records) {
    std::uint64_t bits = key(record);
    for (auto& count : counts) {
      ++count[bits & 255];
      bits >>= 8;
    }
  }
  scratch.resize(records.size());
  for (unsigned digit = 0; digit < 8; ++digit) {
    auto& count = counts[digit];
    if (std::find(count.begin(), count.end(), records.size()) != count.end()) continue;
    std::size_t offset = 0;
    for (std::size_t& bucket : count) {
      const std::size_t size = bucket;
      bucket = offset;
      offset += size;
    }
    for (const Record& record : records) scratch[count[(key(record) >> (8 * digit)) & 255]++] = record;
    records.swap(scratch);
  }
}

}  // namespace neardup::inline v0::detail
