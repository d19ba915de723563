#include <algorithm>
#include <iterator>
#include <random>
#include <vector>

#include <sys/mman.h>
#include <unistd.h>

#include <neardup/detail/kernels.hpp>

#include "support/catch.hpp"

using namespace neardup;

namespace {

std::vector<detail::kernel_table> supported_kernels() {
  std::vector<detail::kernel_table> supported;
  for (const detail::kernel_table& kernels : detail::kernel_tables())
    if (kernels.supported()) supported.push_back(kernels);
  return supported;
}

/// `size` elements between two pages that cannot be touched: a read beyond them ends the program. They stand
/// at the very end of what can be touched, or at its very beginning.
template <class T>
class guarded {
 public:
  explicit guarded(std::size_t size, bool at_end = true) : size_(size) {
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    const std::size_t inner = (size * sizeof(T) / page + 1) * page;
    mapped_ = inner + 2 * page;
    map_ = mmap(nullptr, mapped_, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(map_ != MAP_FAILED);
    auto* first = static_cast<unsigned char*>(map_) + page;
    REQUIRE(mprotect(first, inner, PROT_READ | PROT_WRITE) == 0);
    data_ = reinterpret_cast<T*>(at_end ? first + inner - size * sizeof(T) : first);
  }
  guarded(const guarded&) = delete;
  guarded& operator=(const guarded&) = delete;
  ~guarded() { munmap(map_, mapped_); }

  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  T& operator[](std::size_t i) { return data_[i]; }

 private:
  std::size_t size_, mapped_;
  void* map_;
  T* data_;
};

struct span16 {
  std::uint16_t begin, end;
};

/// Compares a kernel with the library. Nothing beside the spans and the tokens can be touched.
void check(const detail::kernel_table& tested, const unsigned char* folded, const std::vector<span16>& spans,
           std::uint64_t seed, std::uint32_t base = 0) {
  guarded<std::uint16_t> begins(spans.size()), ends(spans.size());
  guarded<token> tokens(spans.size());
  std::vector<token> expected;
  for (std::size_t i = 0; i < spans.size(); ++i) {
    begins[i] = spans[i].begin;
    ends[i] = spans[i].end;
    const auto length = static_cast<std::uint32_t>(spans[i].end - spans[i].begin);
    expected.push_back(
        {XXH3_64bits_withSeed(folded + spans[i].begin, length, seed), base + spans[i].begin, length});
  }
  tested.hash_tokens(folded, begins.begin(), ends.begin(), spans.size(), seed, base, tokens.begin());
  CAPTURE(tested.name, spans.size(), seed, base);
  const auto differing = std::mismatch(expected.begin(), expected.end(), tokens.begin()).first;
  CAPTURE(differing - expected.begin());
  CHECK(differing == expected.end());
}

const std::uint64_t awkward_seeds[] = {0, 1, 0xffffffff, 0x100000000, 1ull << 63, ~0ull, 0x0123456789abcdef};

}  // namespace

TEST_CASE("token_hash: every length, next to memory that cannot be read", "[token_hash][kernel]") {
  std::mt19937_64 random(1);
  for (const detail::kernel_table& tested : supported_kernels()) {
    for (std::uint16_t length = 1; length <= 256; ++length) {
      for (const bool at_end : {false, true}) {
        // 16 bytes can be read from where a token begins, however short it is.
        guarded<unsigned char> folded(std::max<std::size_t>(length, 16), at_end);
        for (auto& byte : folded) byte = static_cast<unsigned char>(random());
        for (const std::size_t count : {1u, 8u}) {
          check(tested, folded.begin(), std::vector<span16>(count, {0, length}),
                awkward_seeds[length % std::size(awkward_seeds)]);
        }
      }
    }
  }
}

TEST_CASE("token_hash: every length in every lane, beginning anywhere", "[token_hash][kernel]") {
  std::mt19937_64 random(2);
  std::vector<unsigned char> folded(1024);
  for (auto& byte : folded) byte = static_cast<unsigned char>(random());
  for (const detail::kernel_table& tested : supported_kernels()) {
    for (std::uint16_t length = 1; length <= 256; ++length) {
      for (std::size_t lane = 0; lane < 8; ++lane) {
        std::vector<span16> spans;
        for (std::size_t i = 0; i < 8; ++i) {
          const auto begin = static_cast<std::uint16_t>(random() % 64);
          const auto other = static_cast<std::uint16_t>(1 + random() % 18);
          spans.push_back({begin, static_cast<std::uint16_t>(begin + (i == lane ? length : other))});
        }
        check(tested, folded.data(), spans, random());
      }
    }
  }
}

TEST_CASE("token_hash: every count and awkward seed", "[token_hash][kernel]") {
  std::mt19937_64 random(3);
  for (const detail::kernel_table& tested : supported_kernels()) {
    for (std::size_t count = 0; count <= 600; count += count < 140 ? 1 : 115) {
      for (const std::uint64_t seed : awkward_seeds) {
        // Tokens one after the other, as in a text; one in sixteen is long.
        std::vector<span16> spans;
        std::uint16_t at = static_cast<std::uint16_t>(random() % 64);
        for (std::size_t i = 0; i < count; ++i) {
          const auto length = 1 + (random() % 16 != 0 ? random() % 16 : random() % 256);
          const auto begin = at;
          at = static_cast<std::uint16_t>(at + length);
          spans.push_back({begin, at});
          at = static_cast<std::uint16_t>(at + random() % 3);
        }
        guarded<unsigned char> folded(at + std::size_t{16});
        for (auto& byte : folded) byte = static_cast<unsigned char>(random());
        check(tested, folded.begin(), spans, seed, static_cast<std::uint32_t>(random() % 0xffff0000));
      }
    }
  }
}

TEST_CASE("token_hash: bytes of all zeros and all ones", "[token_hash][kernel]") {
  for (const detail::kernel_table& tested : supported_kernels()) {
    for (const int byte : {0x00, 0x80, 0xff}) {
      const std::vector<unsigned char> folded(300, static_cast<unsigned char>(byte));
      std::vector<span16> spans;
      for (std::uint16_t length = 1; length <= 256; ++length)
        spans.push_back({7, static_cast<std::uint16_t>(7 + length)});
      for (const std::uint64_t seed : awkward_seeds) check(tested, folded.data(), spans, seed);
    }
  }
}

TEST_CASE("token_hash: places up to the end of 64 KiB of a text of 4 GiB", "[token_hash][kernel]") {
  const std::vector<unsigned char> folded(65536 + 16, 'x');
  std::vector<span16> spans;
  for (std::uint16_t back = 1; back <= 40; ++back)
    spans.push_back({static_cast<std::uint16_t>(65535 - back), 65535});
  for (const detail::kernel_table& tested : supported_kernels())
    check(tested, folded.data(), spans, 5, 0xfffeffff);
}
