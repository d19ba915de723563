#include "support/naive.hpp"

#include <array>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "support/plain_loops.hpp"

namespace neardup_bench {
namespace {

constexpr std::size_t shingle_size = 5;

bool is_letter_or_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

struct multiply_shift {
  std::array<std::uint64_t, naive_hashes> a, b;
};

multiply_shift drawn() {
  multiply_shift family;
  for (std::uint64_t j = 0; j < naive_hashes; ++j) {
    family.a[j] = XXH3_64bits_withSeed(&j, sizeof j, 1) | 1;
    family.b[j] = XXH3_64bits_withSeed(&j, sizeof j, 2);
  }
  return family;
}

}  // namespace

std::vector<std::string> naive_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    if (is_letter_or_digit(c)) {
      word += lower(c);
    } else if (!word.empty()) {
      words.push_back(word);
      word.clear();
    }
  }
  if (!word.empty()) words.push_back(word);
  return words;
}

std::vector<std::uint64_t> naive_shingles(const std::vector<std::string>& words) {
  std::vector<std::uint64_t> shingles;
  for (std::size_t i = 0; i + shingle_size <= words.size(); ++i) {
    std::string shingle = words[i];
    for (std::size_t j = 1; j < shingle_size; ++j) shingle += " " + words[i + j];
    shingles.push_back(XXH3_64bits(shingle.data(), shingle.size()));
  }
  return shingles;
}

void naive_sign(std::span<const std::uint64_t> shingles, std::span<std::uint32_t> signature) {
  static const multiply_shift family = drawn();
  scalar_loops.multiply_shift_by_shingle(shingles.data(), shingles.size(), family.a.data(), family.b.data(),
                                         naive_hashes, signature.data());
}

}  // namespace neardup_bench
