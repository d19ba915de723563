#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace neardup::inline v0::detail {

/// Sorts `records` by `key(record)`, a number without sign, equal keys in their old order. `scratch` is grown
/// to the same size and keeps its storage for the next call. Least significant byte first; a byte that is the
/// same in all keys costs no pass, so small keys sort in few. O(n), a pass for each byte of a key at most.
/// Digits of 11 or 16 bits took 1.5 times the time on a million records of 8 bytes: their places outgrow the
/// first cache.
template <class Record, class Allocator, class Key>
void radix_sort(std::vector<Record, Allocator>& records, std::vector<Record, Allocator>& scratch, Key key) {
  using key_type = decltype(key(records.front()));
  constexpr unsigned digits = sizeof(key_type);
  const auto less = [&](const Record& x, const Record& y) { return key(x) < key(y); };
  if (records.size() < 256) {  // below this the histograms cost more than the comparisons
    std::stable_sort(records.begin(), records.end(), less);
    return;
  }
  std::array<std::array<std::size_t, 256>, digits> counts{};
  for (const Record& record : records) {
    key_type bits = key(record);
    for (auto& count : counts) {
      ++count[bits & 255];
      bits >>= 8;
    }
  }
  scratch.resize(records.size());
  for (unsigned digit = 0; digit < digits; ++digit) {
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
