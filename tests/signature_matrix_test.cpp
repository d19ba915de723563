#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <neardup/signature_matrix.hpp>

#include "support/catch.hpp"
#include "support/entries_of.hpp"

using namespace neardup;

namespace {

/// Sets of numbers that overlap their neighbours; every seventh is empty, and each has a twin further on.
signature_matrix overlapping(std::size_t count, const signature_settings& settings) {
  const minhasher hasher(settings);
  signature_matrix made(settings, count);
  for (std::size_t row = 0; row < count; ++row) {
    if (row % 7 == 6) continue;
    std::vector<std::uint64_t> ids;
    for (std::uint64_t id = 0; id < 30; ++id) ids.push_back(row % 40 * 5 + id);
    hasher.sign(element_hashes(ids, settings.seed), made[row]);
  }
  return made;
}

double naive_estimate(const signature_matrix& of, std::size_t a, std::size_t b) {
  const auto first = of[a], second = of[b];
  for (const auto row : {first, second})
    if (std::all_of(row.begin(), row.end(), [](std::uint32_t entry) { return entry == 0xffffffffu; }))
      return 0;
  double equal = 0;
  for (std::size_t i = 0; i < first.size(); ++i) equal += first[i] == second[i];
  return equal / static_cast<double>(first.size());
}

std::vector<neighbour> naive_nearest(const signature_matrix& of, std::size_t row, std::size_t count) {
  std::vector<neighbour> all;
  for (std::size_t other = 0; other < of.size(); ++other) {
    const double share = naive_estimate(of, row, other);
    if (other != row) all.push_back({other, share, std::sqrt(share * (1 - share) / of.num_hashes())});
  }
  std::stable_sort(all.begin(), all.end(), [](const neighbour& a, const neighbour& b) {
    return a.estimated_jaccard > b.estimated_jaccard;
  });
  all.resize(std::min(count, all.size()));
  return all;
}

bool equal(const signature_matrix& a, const signature_matrix& b) {
  return a.settings() == b.settings() && a.size() == b.size() && (a.eigen() == b.eigen()).all();
}

template <class Act>
std::string refusal(Act&& act) {
  try {
    act();
  } catch (const error& e) {
    CHECK(e.code() == errc::incompatible);
    return e.what();
  }
  return "nothing thrown";
}

}  // namespace

TEST_CASE("signature_matrix: estimates of all pairs are those of each pair", "[signature_matrix]") {
  for (const std::uint32_t k : {32u, 128u, 224u}) {
    for (const std::size_t count : {0u, 1u, 2u, 90u}) {
      const signature_matrix made = overlapping(count, {.num_hashes = k, .tokens = std::nullopt});
      REQUIRE(made.size() == count);
      const estimate_matrix found = made.estimated_jaccard();
      const auto all = found.eigen();
      REQUIRE(found.size() == count);
      REQUIRE(all.rows() == static_cast<Eigen::Index>(count));
      REQUIRE(all.cols() == all.rows());
      for (std::size_t a = 0; a < count; ++a) {
        const std::vector<double> of_one = made.estimated_jaccard(made.signature_of(a));
        REQUIRE(of_one.size() == count);
        for (std::size_t b = 0; b < count; ++b) {
          const double expected = naive_estimate(made, a, b);
          const double error = std::sqrt(expected * (1 - expected) / k);
          const auto i = static_cast<Eigen::Index>(a), j = static_cast<Eigen::Index>(b);
          const bool right = found(a, b).jaccard == expected && found(a, b).standard_error == error &&
                             all(i, j) == expected && of_one[b] == expected;
          CAPTURE(k, count, a, b, expected);
          if (!right) CHECK(right);
        }
      }
      if (count == 90) {
        CHECK(all(0, 0) == 1.0);
        CHECK(all(6, 6) == 0.0);   // empty
        CHECK(all(6, 13) == 0.0);  // two empty ones
        CHECK(all(0, 40) == 1.0);  // its twin
        CHECK(all(0, 1) > 0.3);
        CHECK(all(0, 9) < 0.2);
      }
    }
  }
}

TEST_CASE("signature_matrix: the empty set is similar to nothing, whatever the order of rows",
          "[signature_matrix]") {
  // A set of one hash whose product with the first multiplier is 2^32 - 1: an entry like the empty set's.
  const minhasher hasher({.tokens = std::nullopt});
  const std::uint32_t multiplier = hasher.sign(std::vector<std::uint32_t>{1}).entries()[0];
  std::uint32_t inverse = multiplier;  // Newton's iteration doubles the bits that are right, 3 at first
  for (int i = 0; i < 4; ++i) inverse *= 2 - multiplier * inverse;
  const signature one = hasher.sign(std::vector<std::uint32_t>{0u - inverse}), empty(hasher.settings());
  REQUIRE(one.entries()[0] == empty.entries()[0]);
  CHECK(estimated_jaccard(one, empty).jaccard == 0.0);
  CHECK(estimated_jaccard(empty, one).jaccard == 0.0);
  for (const bool empty_first : {false, true}) {
    signature_matrix made(hasher.settings());
    made.append(empty_first ? empty : one);
    made.append(empty_first ? one : empty);
    const estimate_matrix all = made.estimated_jaccard();
    CHECK(all(0, 1).jaccard == 0.0);
    CHECK(all(1, 0).jaccard == 0.0);
    CHECK(made.nearest(0, 1)[0].estimated_jaccard == 0.0);
    CHECK(made.nearest(1, 1)[0].estimated_jaccard == 0.0);
  }
}

TEST_CASE("signature_matrix: what is not there, or too much, is refused", "[signature_matrix]") {
  const signature_matrix made = overlapping(2, {.tokens = std::nullopt});
  const auto code = [](auto&& act) {
    try {
      act();
    } catch (const error& e) {
      return e.code();
    }
    return errc::cancelled;
  };
  CHECK(code([&] { (void)made.nearest(2, 1); }) == errc::invalid_options);
  CHECK(code([&] { (void)made.signature_of(2); }) == errc::invalid_options);
  CHECK(code([&] { (void)made.eigen_row(2); }) == errc::invalid_options);
  // Rows whose entries are more than 64 bits can count: no wrap-around to few.
  for (const int bits : {56, 57, 58, 63})
    CHECK(code([&] { (void)signature_matrix({}, std::size_t{1} << bits); }) == errc::too_large);
  CHECK(code([&] { (void)sign_texts(std::vector<std::string>{"a"}, {}, {.threads = 4'000'000'000u}); }) ==
        errc::invalid_options);
  CHECK(signature_matrix().size() == 0);
}

TEST_CASE("signature_matrix: nearest rows, the most similar first, of equal ones the first",
          "[signature_matrix]") {
  const signature_matrix made = overlapping(90, {.tokens = std::nullopt});
  for (const std::size_t row : {0u, 6u, 40u, 89u}) {
    for (const std::size_t count : {0u, 1u, 5u, 89u, 90u, 1000u}) {
      CAPTURE(row, count);
      CHECK((made.nearest(row, count) == naive_nearest(made, row, count)));
    }
    // As a query from outside the row itself is among the answers.
    const auto found = made.nearest(made.signature_of(row), 90);
    REQUIRE(found.size() == 90);
    if (row != 6) CHECK(std::min(found[0].row, found[1].row) == row % 40);
  }
  CHECK(made.nearest(0, 1)[0] == neighbour{40, 1.0, 0.0});
  CHECK(signature_matrix({.tokens = std::nullopt}).nearest(made.signature_of(0), 3).empty());
}

TEST_CASE("signature_matrix: rows are what Eigen sees", "[signature_matrix]") {
  const signature_matrix made = overlapping(5, {.num_hashes = 96, .tokens = std::nullopt});
  const auto all = made.eigen();
  REQUIRE(all.rows() == 5);
  REQUIRE(all.cols() == 96);
  for (std::size_t row = 0; row < 5; ++row) {
    const auto as_array = made.eigen_row(row);
    REQUIRE(as_array.size() == 96);
    for (Eigen::Index i = 0; i < 96; ++i) {
      CHECK(as_array(i) == made[row][static_cast<std::size_t>(i)]);
      CHECK(all(static_cast<Eigen::Index>(row), i) == as_array(i));
    }
    CHECK(std::equal(made[row].begin(), made[row].end(), made.rows()[row].begin()));
  }
  // What one would write with it: the share of equal entries, and the union.
  CHECK((made.eigen_row(0) == made.eigen_row(1)).cast<double>().mean() == naive_estimate(made, 0, 1));
  const Eigen::Array<std::uint32_t, 1, Eigen::Dynamic> united = all.colwise().minCoeff();
  const signature merged = made.merged();
  CHECK(std::equal(united.begin(), united.end(), merged.entries().begin()));
}

TEST_CASE("signature_matrix: grows by signatures and matrices made alike, no others", "[signature_matrix]") {
  const signature_settings settings{.num_hashes = 64, .seed = 5, .tokens = std::nullopt};
  const signature_matrix all = overlapping(20, settings);
  signature_matrix grown(settings);
  CHECK(grown.merged() == signature(settings));
  for (std::size_t row = 0; row < 10; ++row) grown.append(all.signature_of(row));
  signature_matrix rest(settings);
  for (std::size_t row = 10; row < 20; ++row) rest.append(all.signature_of(row));
  grown.append(rest);
  REQUIRE(grown.size() == 20);
  CHECK((grown.eigen() == all.eigen()).all());
  grown.append(grown);
  REQUIRE(grown.size() == 40);
  CHECK((grown.eigen().bottomRows(20) == all.eigen()).all());
  CHECK(grown.merged() == all.merged());

  const signature_settings other{.num_hashes = 64, .seed = 6, .tokens = std::nullopt};
  const std::string expected = "seed is 6; allowed: 5";
  CHECK(refusal([&] { grown.append(signature(other)); }).find(expected) != std::string::npos);
  CHECK(refusal([&] { grown.append(signature_matrix(other, 2)); }).find(expected) != std::string::npos);
  CHECK(refusal([&] { (void)grown.estimated_jaccard(signature(other)); }).find(expected) !=
        std::string::npos);
  CHECK(refusal([&] { (void)grown.nearest(signature(other), 1); }).find(expected) != std::string::npos);
  CHECK(grown.size() == 40);
}

TEST_CASE("signature_matrix: texts on any number of threads", "[signature_matrix]") {
  std::vector<std::string> texts;
  for (int i = 0; i < 100; ++i)
    texts.push_back(i % 10 == 9 ? "" : "a text of number " + std::to_string(i % 30) + " and some words more");
  const signature_settings settings{.num_hashes = 64, .shingle_size = 2};
  const signature_matrix made = sign_texts(texts, settings);
  REQUIRE(made.size() == texts.size());
  CHECK(made.settings() == settings);
  text_signer signer(settings);
  for (std::size_t i = 0; i < texts.size(); ++i) CHECK(made.signature_of(i) == signer.sign(texts[i]));
  for (const std::uint32_t threads : {2u, 5u, 1000u, 0u})
    CHECK(equal(sign_texts(texts, settings, {.threads = threads}), made));

  const std::vector<document> documents = {{"first", texts[0]}, {"second", texts[1]}};
  const signature_matrix two = sign_texts(documents, settings);
  CHECK((two.eigen() == made.eigen().topRows(2)).all());
  CHECK(sign_texts(std::vector<std::string>{}).size() == 0);
  std::stop_source stopped;
  stopped.request_stop();
  try {
    (void)sign_texts(texts, settings, {.stop = stopped.get_token()});
    FAIL("no error");
  } catch (const error& e) {
    CHECK(e.code() == errc::cancelled);
  }
}
