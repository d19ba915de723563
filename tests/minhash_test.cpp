#include <algorithm>
#include <cmath>
#include <random>

#include <xxhash.h>

#include <neardup/candidates.hpp>
#include <neardup/lsh_params.hpp>
#include <neardup/minhash.hpp>
#include <neardup/similarity.hpp>

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

/// Two sets of `n` hashes each (in union `united`), `shared` of them common.
struct planted_pair {
  std::vector<std::uint32_t> a, b;
  double jaccard;
};

template <class Element>
planted_pair plant(std::size_t n, double wanted, Element&& element) {
  // |A and B| = s, |A| = |B| = n: J = s / (2n - s).
  const auto s = static_cast<std::size_t>(std::lround(2.0 * static_cast<double>(n) * wanted / (1 + wanted)));
  planted_pair pair;
  for (std::size_t i = 0; i < n; ++i) pair.a.push_back(element(i));
  for (std::size_t i = n - s; i < 2 * n - s; ++i) pair.b.push_back(element(i));
  pair.jaccard = static_cast<double>(s) / static_cast<double>(2 * n - s);
  return pair;
}

/// Errors of estimates of one similarity: mean, root mean square, and what theory gives for the latter.
struct estimate_errors {
  double bias = 0, rmse = 0, theory = 0;
};

estimate_errors measure_errors(signature_scheme scheme, std::uint32_t k, std::uint32_t n, double wanted,
                               std::uint32_t trials) {
  std::mt19937 random(77);
  estimate_errors errors;
  for (std::uint32_t trial = 0; trial < trials; ++trial) {
    std::vector<std::uint32_t> elements(2 * n);
    for (auto& x : elements) x = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(random()));
    const auto pair = plant(n, wanted, [&](std::size_t i) { return elements[i]; });
    const minhasher hasher({.scheme = scheme, .num_hashes = k, .seed = trial});
    const double difference =
        estimated_jaccard(hasher.sign(pair.a), hasher.sign(pair.b)).jaccard - pair.jaccard;
    errors.bias += difference / trials;
    errors.rmse += difference * difference / trials;
    errors.theory = std::sqrt(pair.jaccard * (1 - pair.jaccard) / k);
  }
  errors.rmse = std::sqrt(errors.rmse);
  return errors;
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

TEST_CASE("minhash: estimates are unbiased and as precise as theory says", "[minhash]") {
  // 400 trials: bounds at 4 standard errors of the mean; the RMSE's is 1 / sqrt(2 * 400) = 3.5 %. At small n
  // min-max is a little better than theory.
  for (const auto scheme : {signature_scheme::minmax32, signature_scheme::minhash32}) {
    for (const std::uint32_t n : {20u, 200u}) {
      for (const double wanted : {0.1, 0.5, 0.8, 0.95}) {
        const estimate_errors errors = measure_errors(scheme, 128, n, wanted, 400);
        CAPTURE(n, wanted, scheme == signature_scheme::minmax32);
        CHECK(std::abs(errors.bias) <= 4 * errors.theory / std::sqrt(400.0));
        CHECK(errors.rmse <= 1.15 * errors.theory);
        CHECK(errors.rmse >= 0.80 * errors.theory);
      }
    }
  }
}

TEST_CASE("minhash: over many trials bias stays below 0.004 and RMSE within 3 % of theory", "[minhash]") {
  // 8000 trials at k = 32: the mean's standard error is at most 0.001, that of the RMSE 0.8 %.
  for (const auto scheme : {signature_scheme::minmax32, signature_scheme::minhash32}) {
    for (const double wanted : {0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95}) {
      const estimate_errors errors = measure_errors(scheme, 32, 20, wanted, 8000);
      CAPTURE(wanted, scheme == signature_scheme::minmax32);
      CHECK(std::abs(errors.bias) <= 0.004);
      CHECK(errors.rmse <= 1.03 * errors.theory);
    }
  }
}

TEST_CASE("minhash: bands meet as often as the S-curve says", "[minhash][lsh_params]") {
  const std::uint32_t k = 128, trials = 600;
  std::mt19937 random(33);
  for (const lsh_shape shape : {lsh_shape{16, 6}, lsh_shape{35, 3}, lsh_shape{11, 10}}) {
    for (const double wanted : {0.5, 0.7, 0.75, 0.8, 0.85, 0.9}) {
      std::uint32_t met = 0;
      double s = 0;
      for (std::uint32_t trial = 0; trial < trials; ++trial) {
        const std::size_t n = 150;
        std::vector<std::uint32_t> elements(2 * n);
        for (auto& x : elements) x = std::max<std::uint32_t>(1, static_cast<std::uint32_t>(random()));
        const auto pair = plant(n, wanted, [&](std::size_t i) { return elements[i]; });
        s = pair.jaccard;
        const minhasher hasher({.num_hashes = k, .seed = trial});
        std::vector<std::uint32_t> rows = entries_of(hasher.sign(pair.a));
        const auto second = entries_of(hasher.sign(pair.b));
        rows.insert(rows.end(), second.begin(), second.end());
        met += find_candidates({rows.data(), 2, k}, shape, 0, 1000).met == 1;
      }
      const double p = candidate_probability(s, shape);
      // The curve takes a text's entries for independent; over many texts the share stays within 4.5 sigma
      // and a little for the finite universe.
      const double sigma = std::sqrt(p * (1 - p) / trials);
      CAPTURE(shape.bands, shape.rows, s, p, met);
      CHECK(std::abs(met / static_cast<double>(trials) - p) <= 4.5 * sigma + 0.01);
    }
  }
}

TEST_CASE("minhash: lengths outside the range are refused", "[minhash]") {
  for (const std::uint32_t k : {0u, 1u, 31u, 33u, 100u, 4128u, 8192u}) {
    CHECK_THROWS_AS(minhasher({.num_hashes = k}), error);
  }
  CHECK(minhasher({.num_hashes = 4096}).sign(std::vector<std::uint32_t>{9}).entries().size() == 4096);
}
