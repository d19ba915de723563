#include "support/plagdet.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <tuple>

namespace neardup_bench {
namespace {

bool overlap(character_range a, character_range b) { return a.begin < b.end && b.begin < a.end; }

character_range shared(character_range a, character_range b) {
  return {std::max(a.begin, b.begin), std::min(a.end, b.end)};
}

/// Characters in any of them.
std::uint64_t count_characters(std::vector<character_range> ranges) {
  std::ranges::sort(ranges);
  std::uint64_t count = 0, end = 0;
  for (const character_range& range : ranges) {
    if (range.end <= end) continue;
    count += range.end - std::max(range.begin, end);
    end = range.end;
  }
  return count;
}

/// Characters of all texts together.
std::uint64_t count_characters(std::span<const reuse> all) {
  std::map<std::string, std::vector<character_range>> suspicious, source;
  for (const reuse& one : all) {
    suspicious[one.suspicious].push_back(one.in_suspicious);
    source[one.source].push_back(one.in_source);
  }
  std::uint64_t count = 0;
  for (const auto& [name, ranges] : suspicious) count += count_characters(ranges);
  for (const auto& [name, ranges] : source) count += count_characters(ranges);
  return count;
}

bool by_texts(const reuse& a, const reuse& b) {
  return std::tie(a.suspicious, a.source) < std::tie(b.suspicious, b.source);
}

/// What each of a list shares with those of another list that overlap it on both sides.
class overlaps {
 public:
  overlaps(std::span<const reuse> of, std::span<const reuse> others) {
    // Both are sorted: those of one pair of texts stand together.
    for (const reuse& one : of) {
      const auto [begin, end] = std::equal_range(others.begin(), others.end(), one, by_texts);
      std::vector<reuse>& parts = parts_.emplace_back();
      for (const reuse& other : std::span(begin, end))
        if (overlap(one.in_suspicious, other.in_suspicious) && overlap(one.in_source, other.in_source))
          parts.push_back({one.suspicious, one.source, shared(one.in_suspicious, other.in_suspicious),
                           shared(one.in_source, other.in_source)});
      const std::uint64_t whole =
          one.in_suspicious.end - one.in_suspicious.begin + one.in_source.end - one.in_source.begin;
      shares_ += static_cast<double>(count_characters(parts)) / static_cast<double>(whole);
    }
  }

  [[nodiscard]] double mean_share() const { return shares_ / static_cast<double>(parts_.size()); }

  /// How many have any.
  [[nodiscard]] std::size_t overlapped() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(parts_, [](const std::vector<reuse>& parts) { return !parts.empty(); }));
  }

  [[nodiscard]] std::vector<reuse> all_parts() const {
    std::vector<reuse> all;
    for (const std::vector<reuse>& parts : parts_) all.insert(all.end(), parts.begin(), parts.end());
    return all;
  }

 private:
  std::vector<std::vector<reuse>> parts_;
  double shares_ = 0;
};

void sort_distinct(std::vector<reuse>& all) {
  std::ranges::sort(all);
  all.erase(std::unique(all.begin(), all.end()), all.end());
}

}  // namespace

double plagdet_scores::plagdet() const {
  if (recall + precision == 0) return 0;
  return 2 * recall * precision / (recall + precision) / std::log2(1 + granularity);
}

plagdet_report score_detections(std::vector<reuse> cases, std::vector<reuse> detections) {
  sort_distinct(cases);
  sort_distinct(detections);
  plagdet_report report;
  report.cases = cases.size();
  report.detections = detections.size();
  if (cases.empty() || detections.empty()) {
    const double both = cases.empty() && detections.empty() ? 1 : 0;
    report.macro = report.micro = {both, both, 1};
    return report;
  }
  const overlaps of_cases(cases, detections), of_detections(detections, cases);
  const std::vector<reuse> parts = of_cases.all_parts();
  report.detected_cases = of_cases.overlapped();
  if (report.detected_cases != 0)
    report.macro.granularity = static_cast<double>(parts.size()) / static_cast<double>(report.detected_cases);
  report.macro.recall = of_cases.mean_share();
  report.macro.precision = of_detections.mean_share();
  const auto found = static_cast<double>(count_characters(parts));
  report.micro.granularity = report.macro.granularity;
  report.micro.recall = found / static_cast<double>(count_characters(cases));
  report.micro.precision = found / static_cast<double>(count_characters(detections));
  return report;
}

}  // namespace neardup_bench
