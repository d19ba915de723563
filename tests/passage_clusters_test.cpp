#include <algorithm>
#include <random>
#include <utility>
#include <vector>

#include <neardup/detail/passage_clusters.hpp>
#include <neardup/detail/radix_sort.hpp>

#include "support/catch.hpp"

using namespace neardup;

namespace {

passage_match match_of(text_span first, text_span second) {
  passage_match match;
  match.first = first;
  match.second = second;
  return match;
}

}  // namespace

TEST_CASE("passage_clusters: spans that share two thirds of the longer are one occurrence, their union",
          "[passage_clusters]") {
  using detail::same_occurrence;
  CHECK(same_occurrence({0, 0, 99}, {0, 33, 132}));
  CHECK_FALSE(same_occurrence({0, 0, 99}, {0, 34, 133}));
  CHECK_FALSE(same_occurrence({0, 0, 99}, {0, 10, 75}));  // inside, but less than two thirds of it
  CHECK(same_occurrence({0, 0, 99}, {0, 10, 76}));
  CHECK_FALSE(same_occurrence({0, 0, 3000000000}, {0, 0, 1999999999}));
  CHECK(same_occurrence({0, 0, 3000000000}, {0, 0, 2000000000}));
  CHECK_FALSE(same_occurrence({0, 0, 100}, {0, 100, 200}));

  std::vector<passage_match> matches{match_of({0, 0, 100}, {1, 0, 100}), match_of({0, 10, 110}, {2, 0, 100}),
                                     match_of({0, 300, 400}, {3, 0, 100})};
  const auto clusters = detail::cluster_passages(matches);
  REQUIRE(clusters.size() == 2);
  CHECK(clusters[0].members == std::vector<text_span>{{0, 0, 110}, {1, 0, 100}, {2, 0, 100}});
  CHECK(clusters[1].members == std::vector<text_span>{{0, 300, 400}, {3, 0, 100}});
}

TEST_CASE("passage_clusters: occurrences that grow alike become one", "[passage_clusters]") {
  // [0, 60) and [0, 100) are two places until [5, 80) joins the first.
  std::vector<passage_match> matches{match_of({0, 0, 60}, {1, 0, 60}), match_of({0, 0, 100}, {2, 0, 100}),
                                     match_of({0, 5, 80}, {3, 0, 75})};
  const auto clusters = detail::cluster_passages(matches);
  REQUIRE(clusters.size() == 1);
  CHECK(clusters[0].members == std::vector<text_span>{{0, 0, 100}, {1, 0, 60}, {2, 0, 100}, {3, 0, 75}});
}

TEST_CASE("passage_clusters: links are a spanning set of the matches", "[passage_clusters]") {
  const text_span a{0, 0, 50}, b{1, 0, 50}, c{2, 0, 50};
  std::vector<passage_match> matches{match_of(a, b), match_of(a, c), match_of(b, c)};
  passage_match periodic;
  periodic.first = {3, 0, 50};
  periodic.relation = passage_relation::periodic;
  matches.push_back(periodic);
  const auto clusters = detail::cluster_passages(matches);
  CHECK(clusters == std::vector<passage_cluster>{{{a, b, c}}});
  CHECK(matches[0].link);
  CHECK(matches[1].link);
  CHECK_FALSE(matches[2].link);
  CHECK(matches[3].link);
  CHECK(detail::cluster_passages({}).empty());
}

TEST_CASE("passage_clusters: a match whose sides drift into one occurrence is still a link",
          "[passage_clusters]") {
  const text_span left{0, 0, 90}, right{0, 90, 120}, both{0, 10, 120};
  std::vector<passage_match> matches{match_of(left, both), match_of(left, right)};
  const auto clusters = detail::cluster_passages(matches);
  CHECK(clusters == std::vector<passage_cluster>{{{{0, 0, 120}, right}}});
  CHECK(matches[0].link);
  CHECK(matches[1].link);
}

TEST_CASE("passage_clusters: a short occurrence inside a long one stays its own", "[passage_clusters]") {
  const text_span whole{0, 0, 1000}, again{1, 0, 1000}, part{0, 400, 450}, elsewhere{2, 7, 57};
  std::vector<passage_match> matches{match_of(whole, again), match_of(part, elsewhere)};
  const auto clusters = detail::cluster_passages(matches);
  CHECK(clusters == std::vector<passage_cluster>{{{whole, again}}, {{part, elsewhere}}});
}

TEST_CASE("radix_sort: sorts like a stable sort", "[radix_sort]") {
  using record = std::pair<std::uint64_t, std::uint32_t>;
  std::mt19937_64 random(1);
  std::vector<record> scratch;
  for (const std::size_t size : {0u, 1u, 2u, 255u, 256u, 257u, 5000u, 100000u}) {
    for (const std::uint64_t mask : {std::uint64_t{0}, std::uint64_t{255}, std::uint64_t{0xFF00FF},
                                     std::uint64_t{0xF} << 60, ~std::uint64_t{0}}) {
      std::vector<record> records;
      for (std::uint32_t n = 0; n < size; ++n) records.emplace_back(random() & mask, n);
      std::vector<record> expected = records;
      std::stable_sort(expected.begin(), expected.end(),
                       [](const record& x, const record& y) { return x.first < y.first; });
      detail::radix_sort(records, scratch, [](const record& x) { return x.first; });
      CHECK(records == expected);
    }
  }
}
