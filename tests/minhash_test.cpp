#include <algorithm>
#include <cstdio>
#include <fstream>
#include <limits>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include <xxhash.h>

#include <neardup/minhash.hpp>

#include "support/catch.hpp"
#include "support/entries_of.hpp"

using namespace neardup;

namespace {

std::vector<std::uint32_t> naive_multipliers(std::size_t count, std::uint64_t seed) {
  std::vector<std::uint32_t> drawn;
  for (std::uint64_t i = 0; drawn.size() < count; ++i) {
    const std::uint64_t counter = 0x100000000ull + i;
    const std::uint32_t a = static_cast<std::uint32_t>(XXH3_64bits_withSeed(&counter, 8, seed)) | 1u;
    if (std::none_of(drawn.begin(), drawn.end(), [&](std::uint32_t b) { return a == b || a + b == 0; }))
      drawn.push_back(a);
  }
  return drawn;
}

std::vector<std::uint32_t> naive_signature(signature_scheme scheme, std::uint32_t k, std::uint64_t seed,
                                           const std::vector<std::uint32_t>& hashes) {
  std::vector<std::uint32_t> signature(k, 0xffffffffu);
  const bool both = scheme == signature_scheme::minmax32;
  const auto multipliers = naive_multipliers(both ? k / 2 : k, seed);
  for (std::size_t i = 0; i < multipliers.size(); ++i) {
    for (const std::uint32_t x : hashes) {
      const auto p = static_cast<std::uint32_t>(std::uint64_t{multipliers[i]} * x % 0x100000000ull);
      signature[i] = std::min(signature[i], p);
      if (both) signature[k / 2 + i] = std::min(signature[k / 2 + i], ~p);  // ~max p is min of ~p
    }
  }
  return signature;
}

std::uint32_t naive_element_hash(std::uint64_t id, std::uint64_t seed) {
  const auto hash = static_cast<std::uint32_t>(XXH3_64bits_withSeed(&id, sizeof id, seed) >> 32);
  return hash == 0 ? 1 : hash;
}

/// 100 ids that reach from one end of 64 bits to the other.
std::vector<std::uint64_t> far_reaching_ids() {
  constexpr std::uint64_t largest = std::numeric_limits<std::uint64_t>::max();
  std::vector<std::uint64_t> ids{0, 1, 0xffffffff, 0x100000000, largest - 1, largest};
  std::mt19937_64 random(21);
  while (ids.size() < 100) ids.push_back(random() >> random() % 64);
  return ids;
}

/// One line of tests/golden/signatures.tsv, whose columns docs/scheme-v1.md describes.
struct golden_signature {
  signature_settings settings{.tokens = std::nullopt};
  std::string elements, digest;
  std::size_t count = 0;
};

std::optional<golden_signature> read_golden(std::istream& file) {
  std::string line, scheme;
  if (!std::getline(file, line)) return {};
  golden_signature golden;
  std::istringstream fields(line);
  fields >> scheme >> golden.settings.num_hashes >> golden.settings.seed >> golden.elements >> golden.count >>
      golden.digest;
  REQUIRE(fields);
  REQUIRE((scheme == "minmax32" || scheme == "minhash32"));
  REQUIRE((golden.elements == "shingles" || golden.elements == "ids"));
  if (scheme == "minhash32") golden.settings.scheme = signature_scheme::minhash32;
  return golden;
}

signature sign_golden(const minhasher& hasher, const golden_signature& golden) {
  std::vector<std::uint64_t> numbers(golden.count);
  const bool are_ids = golden.elements == "ids";
  for (std::uint64_t i = 0; i < numbers.size(); ++i) numbers[i] = are_ids ? 0 - i : i;
  return are_ids ? hasher.sign_ids(numbers) : hasher.sign(element_hashes(numbers, 0));
}

std::string digest_of(const signature& made) {
  char digits[17];
  std::snprintf(
      digits, sizeof digits, "%016llx",
      static_cast<unsigned long long>(XXH3_64bits(made.entries().data(), made.entries().size_bytes())));
  return digits;
}

}  // namespace

TEST_CASE("minhash: signatures follow the definition", "[minhash]") {
  std::mt19937 random(5);
  for (const auto scheme : {signature_scheme::minmax32, signature_scheme::minhash32}) {
    for (const std::uint32_t k : {32u, 64u, 96u, 128u, 1024u}) {
      const minhasher hasher({.scheme = scheme, .num_hashes = k, .seed = k});
      for (const std::size_t n : {0u, 1u, 2u, 7u, 8u, 9u, 100u}) {
        std::vector<std::uint32_t> hashes(n);
        for (auto& x : hashes) x = static_cast<std::uint32_t>(random()) | 1u;
        CHECK(entries_of(hasher.sign(hashes)) == naive_signature(scheme, k, k, hashes));
      }
    }
  }
}

TEST_CASE("minhash: seeds at which a multiplier must step on", "[minhash]") {
  // At these seeds a drawn multiplier repeats an earlier one or its negative within the first 2048.
  std::size_t stepped = 0;
  for (std::uint64_t seed = 0; seed < 3000; ++seed) {
    std::vector<std::uint32_t> plain;
    for (std::uint64_t i = 0; i < 2048; ++i) {
      const std::uint64_t counter = 0x100000000ull + i;
      plain.push_back(static_cast<std::uint32_t>(XXH3_64bits_withSeed(&counter, 8, seed)) | 1u);
    }
    auto folded = plain;  // a and -a alike
    for (auto& a : folded) a = std::min(a, 0u - a);
    std::sort(folded.begin(), folded.end());
    if (std::adjacent_find(folded.begin(), folded.end()) == folded.end()) continue;
    if (++stepped > 2) break;
    const std::vector<std::uint32_t> hashes{1};  // the signature is then the multipliers themselves
    CHECK(entries_of(minhasher({.scheme = signature_scheme::minhash32, .num_hashes = 2048, .seed = seed})
                         .sign(hashes)) == naive_multipliers(2048, seed));
  }
  CHECK(stepped > 0);
}

TEST_CASE("minhash: order and repeats do not matter, and the minimum of two is the union's", "[minhash]") {
  std::mt19937 random(8);
  std::vector<std::uint32_t> a(40), b(30);
  for (auto& x : a) x = static_cast<std::uint32_t>(random()) | 1u;
  for (auto& x : b) x = static_cast<std::uint32_t>(random()) | 1u;
  for (const auto scheme : {signature_scheme::minmax32, signature_scheme::minhash32}) {
    const minhasher hasher({.scheme = scheme});
    auto shuffled = a;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    shuffled.insert(shuffled.end(), a.begin(), a.begin() + 10);
    CHECK(hasher.sign(shuffled) == hasher.sign(a));
    auto both = a;
    both.insert(both.end(), b.begin(), b.end());
    auto merged = entries_of(hasher.sign(a));
    const auto other = entries_of(hasher.sign(b));
    for (std::size_t i = 0; i < merged.size(); ++i) merged[i] = std::min(merged[i], other[i]);
    CHECK(merged == entries_of(hasher.sign(both)));
    CHECK(entries_of(hasher.sign({})) == std::vector<std::uint32_t>(128, 0xffffffffu));
  }
}

TEST_CASE("minhash: an update gives the signature of the union", "[minhash]") {
  std::mt19937 random(9);
  std::vector<std::uint32_t> hashes(60);
  for (auto& x : hashes) x = static_cast<std::uint32_t>(random()) | 1u;
  for (const auto scheme : {signature_scheme::minmax32, signature_scheme::minhash32}) {
    const minhasher hasher({.scheme = scheme});
    const std::span all(hashes);
    signature growing(hasher.settings());
    for (const std::size_t end : {0u, 1u, 8u, 33u, 60u}) {
      hasher.update(growing, all.first(end).last(end / 2));
      hasher.update(growing, all.first(end - end / 2));  // some of these are in it already
      CHECK(growing == hasher.sign(all.first(end)));
    }
    hasher.update(growing, {});
    CHECK(growing == hasher.sign(all));
  }
}

TEST_CASE("minhash: an update of other settings is refused and changes nothing", "[minhash]") {
  const std::vector<std::uint32_t> hashes{3, 5};
  signature other = minhasher({.seed = 2}).sign(hashes);
  const signature before = other;
  CHECK_THROWS_AS(minhasher().update(other, std::vector<std::uint32_t>{7}), error);
  CHECK(other == before);
}

TEST_CASE("minhash: ids over the whole range are hashed by the definition", "[minhash]") {
  const auto ids = far_reaching_ids();
  for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}, ~std::uint64_t{0}}) {
    std::vector<std::uint32_t> hashes;
    for (const auto id : ids) hashes.push_back(naive_element_hash(id, seed));
    CHECK(element_hashes(ids, seed) == hashes);
    for (const auto scheme : {signature_scheme::minmax32, signature_scheme::minhash32}) {
      const minhasher hasher({.scheme = scheme, .seed = seed, .tokens = std::nullopt});
      CHECK(entries_of(hasher.sign_ids(ids)) == naive_signature(scheme, 128, seed, hashes));
    }
  }
}

TEST_CASE("minhash: an id whose hash would be 0 gets 1", "[minhash]") {
  // Found by running XXH3 backwards, which eight bytes allow. 0 would be the minimum with every multiplier.
  const std::vector<std::uint64_t> ids{5344669447313943766u};
  REQUIRE(XXH3_64bits_withSeed(ids.data(), 8, 1) >> 32 == 0);
  CHECK(element_hashes(ids, 1) == std::vector<std::uint32_t>{1});
}

TEST_CASE("minhash: order and repeats of ids do not matter", "[minhash]") {
  std::mt19937 random(10);
  const auto ids = far_reaching_ids();
  auto shuffled = ids;
  shuffled.insert(shuffled.end(), ids.begin() + 20, ids.begin() + 50);
  std::shuffle(shuffled.begin(), shuffled.end(), random);
  for (const auto scheme : {signature_scheme::minmax32, signature_scheme::minhash32}) {
    const minhasher hasher({.scheme = scheme, .tokens = std::nullopt});
    CHECK(hasher.sign_ids(shuffled) == hasher.sign_ids(ids));
    CHECK(hasher.sign_ids({}).is_empty());
    signature growing(hasher.settings());
    for (const std::uint64_t id : ids) hasher.update_ids(growing, std::vector<std::uint64_t>{id});
    CHECK(growing == hasher.sign_ids(ids));
  }
}

TEST_CASE("minhash: ids are refused where the settings are those of texts", "[minhash]") {
  const std::vector<std::uint64_t> ids{1, 2};
  try {
    (void)minhasher().sign_ids(ids);
    FAIL("nothing thrown");
  } catch (const error& e) {
    CHECK(e.code() == errc::incompatible);
    CHECK(std::string(e.what()) == "tokens is words; allowed for ids: absent");
  }
}

TEST_CASE("minhash: signatures of every length are the golden ones", "[minhash][golden]") {
  // tools/scheme_reference.py --signatures makes the file from docs/scheme-v1.md alone. A changed value makes
  // every signature that users have stored worthless: it needs a new scheme, not a new file.
  std::ifstream file(NEARDUP_TEST_GOLDEN "/signatures.tsv");
  std::string header;
  REQUIRE(std::getline(file, header));
  REQUIRE(header == "scheme\tnum_hashes\tseed\telements\tcount\tdigest");
  std::optional<minhasher> hasher;  // serves the lines that follow while settings stay
  std::size_t lines = 0;
  while (const auto golden = read_golden(file)) {
    if (!hasher || !(hasher->settings() == golden->settings)) hasher.emplace(golden->settings);
    const std::string digest = digest_of(sign_golden(*hasher, *golden));
    if (digest != golden->digest) {
      CAPTURE(golden->settings.num_hashes, golden->settings.seed, golden->elements, golden->count);
      CHECK(digest == golden->digest);
    }
    ++lines;
  }
  CHECK(lines == 1680);
}

TEST_CASE("minhash: lengths outside the range are refused", "[minhash]") {
  for (const std::uint32_t k : {0u, 1u, 31u, 33u, 100u, 4128u, 8192u}) {
    CHECK_THROWS_AS(minhasher({.num_hashes = k}), error);
  }
  CHECK(minhasher({.num_hashes = 4096}).sign(std::vector<std::uint32_t>{9}).entries().size() == 4096);
}
