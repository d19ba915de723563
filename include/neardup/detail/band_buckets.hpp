#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <neardup/candidates.hpp>
#include <neardup/detail/band_table.hpp>
#include <neardup/detail/large_vector.hpp>

namespace neardup::inline v0::detail {

/// The buckets of all bands over numbered rows, as they come and go. A bucket is a list of its rows, the one
/// inserted last first; a table for each band leads from half of the band key to the first. Half a key takes
/// rows for others of their bucket about once in 2^32 / rows lookups, which callers that compare signatures
/// do not see.
/// A value type; const members are safe from many threads. 8 bytes a row and band, and what band_table takes
/// for each bucket.
class band_buckets {
 public:
  static constexpr std::uint32_t no_row = band_table::no_row;

  explicit band_buckets(lsh_shape shape) : shape_(shape), tables_(shape.bands) {}

  [[nodiscard]] std::uint32_t bands() const noexcept { return shape_.bands; }

  /// Room for rows with numbers below `rows`, at least twofold where it has to grow. Strong guarantee.
  void make_row_room(std::size_t rows) {
    const std::size_t links = rows * bands();
    if (links > links_.capacity()) links_.reserve(std::max(links, links_.capacity() * 2));
  }

  /// Room in each band for the buckets of `more` rows, whatever their keys. A table that has to grow grows
  /// for `later` rows besides, if these share buckets as those before did. Where memory fails, room is all
  /// that may have changed.
  void make_bucket_room(std::size_t more, std::size_t later) {
    const std::size_t rows = std::max<std::size_t>(links_.size() / bands(), 1);
    for (band_table& table : tables_) table.make_room(more, more + later * table.size() / rows);
  }

  /// Half of the key of each band; `keys` holds bands() of them.
  void make_keys(std::span<const std::uint32_t> signature, std::span<std::uint32_t> keys) const noexcept {
    for (std::uint32_t band = 0; band < bands(); ++band)
      keys[band] = static_cast<std::uint32_t>(band_key(signature, shape_, band));
  }

  [[gnu::always_inline]] void prefetch(std::span<const std::uint32_t> keys) const noexcept {
    for (std::uint32_t band = 0; band < bands(); ++band) tables_[band].prefetch(keys[band]);
  }

  /// Replaces the key of each band by the first row of its bucket, no_row where that is empty, and asks for
  /// its links.
  void find_first(std::span<std::uint32_t> keys) const noexcept {
    for (std::uint32_t band = 0; band < bands(); ++band) {
      const std::uint32_t row = tables_[band].find(keys[band]);
      keys[band] = row;
      if (row != no_row) __builtin_prefetch(&link_of(row, band));
    }
  }

  /// `row` must not be there, and there must be room for it and for a bucket in each band. O(bands).
  void insert(std::uint32_t row, std::span<const std::uint32_t> keys) noexcept {
    if (links_.size() < (std::size_t{row} + 1) * bands()) links_.resize((std::size_t{row} + 1) * bands());
    for (std::uint32_t band = 0; band < bands(); ++band) {
      const std::uint32_t second = tables_[band].exchange(keys[band], row);
      link_of(row, band) = {second, keys[band]};
      if (second != no_row) link_of(second, band).previous = row;
    }
  }

  /// `row` must be there. O(bands), however many share its buckets.
  void erase(std::uint32_t row) noexcept {
    for (std::uint32_t band = 0; band < bands(); ++band) {
      const auto [next, previous] = link_of(row, band);
      band_table& table = tables_[band];
      // No other row is the first of its bucket, so a row number taken for a key does no harm.
      const bool first = table.find(previous) == row;
      if (first && next == no_row)
        table.erase(previous);
      else if (first)
        table.exchange(previous, next);
      else
        link_of(previous, band).next = next;
      if (next != no_row) link_of(next, band).previous = previous;
    }
  }

  /// Appends the rows of the buckets that find_first() gave, of each bucket the `limit` inserted last; rows
  /// in several buckets several times. Returns how many buckets have more.
  std::uint32_t collect(std::span<const std::uint32_t> first, std::uint32_t limit,
                        std::vector<std::uint32_t>& rows) const {
    std::uint32_t cut = 0;
    for (std::uint32_t band = 0; band < bands(); ++band) {
      std::uint32_t row = first[band];
      for (std::uint32_t left = limit; row != no_row && left != 0; --left) {
        rows.push_back(row);
        row = link_of(row, band).next;
      }
      cut += row != no_row;
    }
    return cut;
  }

 private:
  struct link {
    std::uint32_t next = no_row;
    std::uint32_t previous = 0;  ///< of the first row of a bucket: the key, by which its table finds it
  };

  [[nodiscard]] const link& link_of(std::uint32_t row, std::uint32_t band) const noexcept {
    return links_[std::size_t{row} * bands() + band];
  }
  [[nodiscard]] link& link_of(std::uint32_t row, std::uint32_t band) noexcept {
    return links_[std::size_t{row} * bands() + band];
  }

  lsh_shape shape_;
  std::vector<band_table> tables_;
  large_vector<link> links_;  // rows x bands
};

}  // namespace neardup::inline v0::detail
