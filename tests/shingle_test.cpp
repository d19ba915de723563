#include <random>
#include <set>
#include <unordered_set>

#include <xxhash.h>

#include <neardup/shingle.hpp>

#include "support/catch.hpp"
#include "support/make_tokens.hpp"

using namespace neardup;
using test_support::make_tokens;

namespace {

/// The definition, term by term, with nothing shared with the library but XXH3 itself.
std::uint32_t naive_signature_hash(const std::vector<token>& window, std::uint64_t seed) {
  std::uint64_t sum = 0;
  for (std::uint64_t j = 0; j < window.size(); ++j) {
    const std::uint64_t drawn = XXH3_64bits_withSeed(&j, 8, seed);
    const std::uint64_t low = ((window[j].hash & 0xffffffffu) + (drawn & 0xffffffffu)) & 0xffffffffu;
    const std::uint64_t high = ((window[j].hash >> 32) + (drawn >> 32)) & 0xffffffffu;
    sum += low * high;
  }
  sum += window.size();
  sum = (sum ^ sum >> 32) * 0x9E3779B97F4A7C15ull;
  const std::uint64_t hash = sum >> 32;
  return hash == 0 ? 1u : static_cast<std::uint32_t>(hash);
}

}  // namespace

TEST_CASE("shingle: how many windows a text has", "[shingle]") {
  CHECK(shingle_count(0, 5) == 0);
  CHECK(shingle_count(1, 5) == 1);
  CHECK(shingle_count(4, 5) == 1);
  CHECK(shingle_count(5, 5) == 1);
  CHECK(shingle_count(6, 5) == 2);
  CHECK(shingle_count(7, 1) == 7);
}

TEST_CASE("shingle: both hashes follow their definition at every size and length", "[shingle]") {
  std::mt19937_64 random(3);
  for (const std::uint32_t size : {1u, 2u, 5u, 9u, 32u, 64u}) {
    for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}}) {
      const shingler windows(size, seed);
      for (const std::size_t length : {0u, 1u, 2u, 4u, 5u, 6u, 33u, 100u}) {
        std::vector<std::uint64_t> hashes(length);
        for (auto& hash : hashes) hash = random();
        const auto tokens = make_tokens(hashes);
        const auto signature = windows.signature_hashes(tokens);
        const auto identity = windows.identity_hashes(tokens);
        REQUIRE(signature.size() == shingle_count(length, size));
        REQUIRE(identity.size() == signature.size());
        for (std::size_t i = 0; i < signature.size(); ++i) {
          const auto last = std::min<std::size_t>(length, i + size);
          const std::vector<token> window(tokens.begin() + static_cast<long>(i),
                                          tokens.begin() + static_cast<long>(last));
          CHECK(signature[i] == naive_signature_hash(window, seed));
          CHECK(identity[i] == XXH3_64bits_withSeed(&hashes[i], 8 * window.size(), seed));
        }
      }
    }
  }
}

TEST_CASE("shingle: hashes of long and short texts into storage that is used again", "[shingle]") {
  std::mt19937_64 random(9);
  std::vector<std::uint32_t> signature;
  std::vector<std::uint64_t> identity;
  // 512 windows are hashed at a time; sizes 5 and 9 have code of their own.
  for (const std::uint32_t size : {1u, 4u, 5u, 9u, 1024u}) {
    const shingler windows(size, 1);
    for (const std::size_t count : {1500u, 513u, 0u, 512u, 3u, 1u, 511u}) {
      std::vector<std::uint64_t> hashes(count == 0 ? 0 : count + size - 1);
      for (auto& hash : hashes) hash = random();
      const auto tokens = make_tokens(hashes);
      windows.signature_hashes(tokens, signature);
      windows.identity_hashes(tokens, identity);
      REQUIRE(signature.size() == count);
      REQUIRE(identity.size() == count);
      for (std::size_t i = 0; i < count; ++i) {
        const auto first = tokens.begin() + static_cast<long>(i);
        const bool right = signature[i] == naive_signature_hash({first, first + size}, 1) &&
                           identity[i] == XXH3_64bits_withSeed(&hashes[i], 8 * size, 1);
        if (!right) FAIL("size " << size << ", window " << i << " of " << count);
      }
    }
  }
}

TEST_CASE("shingle: a window whose hash would be 0 hashes to 1", "[shingle]") {
  // Only the sum 0 mod 2^64 mixes to 0. Three tokens whose shifted halves are known reach it:
  // (2^32-1)^2 + (2^32-2) * 2 + 1 * 0 + 3 = 2^64 - 2^33 + 1 + 2^33 - 4 + 3 = 2^64.
  const std::uint64_t seed = 1;
  const auto token_for = [&](std::uint64_t j, std::uint32_t low, std::uint32_t high) {
    const std::uint64_t drawn = XXH3_64bits_withSeed(&j, 8, seed);
    const std::uint32_t l = low - static_cast<std::uint32_t>(drawn);
    const std::uint32_t h = high - static_cast<std::uint32_t>(drawn >> 32);
    return std::uint64_t{h} << 32 | l;
  };
  const auto tokens =
      make_tokens({token_for(0, 0xffffffffu, 0xffffffffu), token_for(1, 0xfffffffeu, 2), token_for(2, 1, 0)});
  const shingler windows(3, seed);
  CHECK(windows.signature_hashes(tokens) == std::vector<std::uint32_t>{1});
}

TEST_CASE("shingle: order and borders of tokens matter", "[shingle]") {
  const shingler windows(2, 1);
  const auto hashes = [&](const std::vector<std::uint64_t>& t) {
    return windows.identity_hashes(make_tokens(t));
  };
  CHECK(hashes({1, 2}) != hashes({2, 1}));
  CHECK(hashes({1, 2, 1, 2}).at(0) == hashes({1, 2, 1, 2}).at(2));
  CHECK(windows.signature_hashes(make_tokens({1, 2})) != windows.signature_hashes(make_tokens({2, 1})));
  // A short text's only window differs from a window that begins the same way.
  CHECK(shingler(3, 1).signature_hashes(make_tokens({1, 2})) !=
        shingler(2, 1).signature_hashes(make_tokens({1})));
}

TEST_CASE("shingle: 32-bit hashes collide no more than random ones on awkward streams", "[shingle]") {
  // n = 2^19 distinct windows: n^2 / 2^33 = 32 colliding pairs expected, Poisson; 5 sigma is 28.
  const std::size_t n = std::size_t{1} << 19;
  const auto collisions = [&](auto&& next_hash) {
    std::vector<std::uint64_t> hashes;
    for (std::size_t i = 0; i < n + 4; ++i) hashes.push_back(next_hash(i));
    const shingler windows(5, 1);
    const auto tokens = make_tokens(hashes);
    auto found = windows.signature_hashes(tokens);
    std::set<std::uint64_t> distinct;
    for (const auto identity : windows.identity_hashes(tokens)) distinct.insert(identity);
    REQUIRE(distinct.size() == n);  // the windows themselves differ
    std::sort(found.begin(), found.end());
    return n - static_cast<std::size_t>(std::unique(found.begin(), found.end()) - found.begin());
  };
  const auto text_hash = [](const std::string& text) {
    return XXH3_64bits_withSeed(text.data(), text.size(), 1);
  };
  std::mt19937_64 random(11);
  CHECK(collisions([&](std::size_t i) { return text_hash(std::to_string(i)); }) < 60);  // counters
  CHECK(collisions([&](std::size_t i) { return text_hash(std::string("item").append(std::to_string(i))); }) <
        60);                                                       // with a stem
  CHECK(collisions([&](std::size_t i) { return i; }) < 60);        // raw counters as hashes
  CHECK(collisions([&](std::size_t i) { return i << 32; }) < 60);  // only the upper half differs
  CHECK(collisions([&](std::size_t) {
          return text_hash(std::string(2, static_cast<char>('a' + random() % 26)) +
                           std::to_string(random() % 100));
        }) < 60);  // few words
  CHECK(collisions([&](std::size_t i) { return text_hash(std::string(40, 'x') + std::to_string(i)); }) < 60);
}

TEST_CASE("shingle: a set is sorted and without repeats", "[shingle]") {
  const shingle_set set(std::vector<std::uint64_t>{5, 1, 5, 3, 1});
  CHECK(std::vector<std::uint64_t>(set.values().begin(), set.values().end()) ==
        std::vector<std::uint64_t>{1, 3, 5});
  CHECK(shingle_set().empty());
  CHECK(shingle_set(make_tokens({1, 1, 1, 1}), shingler(2, 1)).size() == 1);
}

TEST_CASE("shingle: sizes outside the range are refused", "[shingle]") {
  for (const std::uint32_t size : {0u, 1025u}) {
    try {
      const shingler windows(size, 1);
      FAIL("no error");
    } catch (const error& e) {
      CHECK(e.code() == errc::invalid_options);
      CHECK(std::string(e.what()) == "shingle_size is " + std::to_string(size) + "; allowed: 1 to 1024");
    }
  }
}
