#include <cmath>
#include <string>

#include <neardup/lsh_params.hpp>

#include "support/catch.hpp"

using namespace neardup;

TEST_CASE("lsh_params: the shapes of 128 hashes at 0.99", "[lsh_params]") {
  CHECK(choose_lsh_shape(0.5, 0.99, 128) == lsh_shape{35, 3});
  CHECK(choose_lsh_shape(0.7, 0.99, 128) == lsh_shape{17, 4});
  CHECK(choose_lsh_shape(0.8, 0.99, 128) == lsh_shape{16, 6});
  CHECK(choose_lsh_shape(0.9, 0.99, 128) == lsh_shape{11, 10});
  CHECK(choose_lsh_shape(1.0, 0.99, 128) == lsh_shape{1, 128});
}

TEST_CASE("lsh_params: a chosen shape keeps the promise and no shape with more rows would", "[lsh_params]") {
  for (double threshold = 0.1; threshold < 0.995; threshold += 0.07) {
    for (const double recall : {0.5, 0.9, 0.99, 0.999}) {
      for (const std::uint32_t k : {32u, 128u, 512u}) {
        lsh_shape shape;
        try {
          shape = choose_lsh_shape(threshold, recall, k);
        } catch (const error&) {
          CHECK(1 - std::pow(1 - threshold, k) < recall);
          continue;
        }
        CAPTURE(threshold, recall, k, shape.bands, shape.rows);
        CHECK(shape.bands * shape.rows <= k);
        const auto reached = [&](double b, double r) { return 1 - std::pow(1 - std::pow(threshold, r), b); };
        CHECK(reached(shape.bands, shape.rows) >= recall - 1e-9);
        if (shape.bands > 1) CHECK(reached(shape.bands - 1, shape.rows) < recall);
        for (std::uint32_t rows = shape.rows + 1; rows <= k; ++rows) {
          const std::uint32_t bands = k / rows;
          CHECK(reached(bands, rows) < recall);
        }
      }
    }
  }
}

TEST_CASE("lsh_params: candidate probability by hand", "[lsh_params]") {
  CHECK(candidate_probability(0.0, {16, 6}) == 0.0);
  CHECK(candidate_probability(1.0, {16, 6}) == 1.0);
  CHECK(candidate_probability(0.5, {1, 1}) == 0.5);
  CHECK(candidate_probability(0.5, {2, 1}) == 0.75);
  CHECK(candidate_probability(0.5, {1, 2}) == 0.25);
  CHECK(candidate_probability(0.8, {16, 6}) == Approx(0.99229).epsilon(1e-4));
  CHECK(candidate_probability(0.8, {6, 16}) ==
        Approx(0.15744).epsilon(1e-4));  // bands and rows are not swapped
}

TEST_CASE("lsh_params: out of reach, the error says what would do", "[lsh_params]") {
  try {
    (void)choose_lsh_shape(0.05, 0.99, 32);
    FAIL("no error");
  } catch (const error& e) {
    CHECK(e.code() == errc::invalid_options);
    // 1 - 0.95^32 = 0.806; 0.95^k <= 0.01 needs k >= 89.8, and 96 is the next multiple of 32.
    CHECK(std::string(e.what()).find("0.806") != std::string::npos);
    CHECK(std::string(e.what()).find("num_hashes at least 96") != std::string::npos);
  }
  try {
    (void)choose_lsh_shape(0.0001, 0.99, 4096);
    FAIL("no error");
  } catch (const error& e) {
    CHECK(std::string(e.what()).find("a higher threshold") != std::string::npos);
  }
}

TEST_CASE("lsh_params: the screen drops a pair at the threshold once in a million", "[lsh_params]") {
  for (const std::uint32_t k : {32u, 128u, 1024u, 4096u}) {
    for (const double t : {0.01, 0.3, 0.5, 0.8, 0.95, 0.999}) {
      const std::uint32_t m = screening_minimum(t, k);
      const auto below = [&](std::uint32_t limit) {  // P(X < limit) by logarithms of factorials
        double sum = 0;
        for (std::uint32_t i = 0; i < limit; ++i)
          sum += std::exp(std::lgamma(k + 1.0) - std::lgamma(i + 1.0) - std::lgamma(k - i + 1.0) +
                          i * std::log(t) + (k - i) * std::log1p(-t));
        return sum;
      };
      CAPTURE(k, t, m);
      CHECK(below(m) <= 1.001e-6);
      CHECK(below(m + 1) > 0.999e-6);
    }
  }
  CHECK(screening_minimum(1.0, 128) == 128);
}
