#pragma once

#include <cstddef>
#include <cstdint>

#include <neardup/detail/simple_class.hpp>

// The tables of unicode_tables as the vector scanners look them up: rows of 64 code points that differ in
// their last byte, one byte each.
namespace neardup::inline v0::detail {

/// What a row says of a code point:
///   letters of words: 0x80, 0x40 where the first byte folds to its neighbour, and the change of the last
///   all others: their simple_class up to `top`, and 0x40 where that has `base` or `mark`
///   0x02: for others to read;  0: not in this row
namespace packed_class {
inline constexpr unsigned char letter = 0x80, no_separator = 0x40, refused = 0x02;
}

/// `refused`: what not to take, besides the few letters whose first byte folds to one further off.
[[nodiscard]] constexpr unsigned char packed_class_of(unsigned found, unsigned delta, unsigned lead_delta,
                                                      unsigned refused, unsigned char absent) noexcept {
  using namespace simple_class;
  if ((found & (known | refused)) != known || lead_delta > 1) return absent;
  if ((found & (word | mark)) == word)
    return static_cast<unsigned char>(packed_class::letter | lead_delta << 6 | delta);
  const unsigned separates = (found & (base | mark)) == 0 ? 0 : packed_class::no_separator;
  return static_cast<unsigned char>((found & (diacritic - 1)) | separates);
}

struct packed_tables {
  alignas(64) unsigned char two[2048];     ///< by two_byte_index
  alignas(64) unsigned char alike[1024];   ///< by three_byte_row: where 64 code points have one class
  alignas(64) unsigned char three[11200];  ///< by three_byte_index
  alignas(16) unsigned char leads[16];     ///< by lead byte & 15: where all that begin so have one class
};

[[nodiscard]] constexpr packed_tables make_packed_tables(unsigned refused) noexcept {
  using namespace unicode_tables;
  packed_tables t{};
  for (std::size_t i = 0; i < sizeof t.two; ++i)
    t.two[i] = packed_class_of(two_byte_class[i], two_byte_delta[i], two_byte_lead_delta[i], refused,
                               packed_class::refused);
  for (std::size_t i = 0; i < sizeof t.alike; ++i)
    t.alike[i] = packed_class_of(three_byte_uniform[i], 0, 0, refused, 0);
  for (std::size_t i = 0; i < sizeof t.three; ++i)
    t.three[i] = packed_class_of(three_byte_class[i], three_byte_delta[i], 0, refused, packed_class::refused);
  for (std::size_t lead = 0; lead < 16; ++lead) {
    const unsigned char* row = t.alike + lead * 64;
    bool all = true;
    for (std::size_t i = 1; i < 64; ++i) all = all && row[i] == row[0];
    if (all) t.leads[lead] = row[0];
  }
  return t;
}

/// By keep_diacritics: false refuses what fold_diacritics changes.
inline constexpr packed_tables all_packed_tables[2] = {make_packed_tables(simple_class::diacritic),
                                                       make_packed_tables(0)};

/// Rows that a text needed lately, by the bytes that their code points have in common. All are looked up in
/// every block: how many there are stays the same while the text is of one kind, where what a single block
/// holds cannot be predicted (French with AVX-512: 2.2 GB/s with a loop over each block's own, 2.9 with
/// this).
struct recent_rows {
  const unsigned char* row[4];
  unsigned char first[4], second[4];
  unsigned count = 0, next = 0;

  /// Takes another one, in place of the oldest where it is full; returns where it is.
  [[gnu::always_inline]] unsigned add(const unsigned char* from, const unsigned char* entries) noexcept {
    const unsigned slot = next;
    next = (next + 1) % 4;
    count = count < 4 ? count + 1 : 4;
    first[slot] = from[0];
    second[slot] = from[1];
    row[slot] = entries;
    return slot;
  }
};

struct packed_row {
  const unsigned char* entries;
  bool by_first;  ///< indexed by the second byte, and shared by all that begin with the same byte
};

/// The row that has the code point at `from`: of two bytes, or of three.
[[nodiscard]] [[gnu::always_inline]] inline packed_row packed_row_of(const unsigned char* from,
                                                                     const packed_tables& tables) noexcept {
  if (from[0] < 0xE0) return {tables.two + two_byte_index(from[0], 0), true};
  const std::size_t neighbours = three_byte_row(from[0], from[1]);
  if (tables.alike[neighbours] != 0) return {tables.alike + (neighbours & ~std::size_t{63}), true};
  return {tables.three + three_byte_index(from[0], from[1], 0), false};
}

}  // namespace neardup::inline v0::detail
