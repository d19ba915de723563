#include "support/passage_quality.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include <neardup/detail/stopwatch.hpp>
#include <neardup/find_near_duplicates.hpp>

#include "support/peak_memory.hpp"

namespace neardup_bench {
namespace {

double shared_bytes(const planted_side& side, const neardup::text_span& span) {
  if (side.document != span.document) return 0;
  const std::uint64_t begin = std::max<std::uint64_t>(side.begin, span.begin);
  const std::uint64_t end = std::min<std::uint64_t>(side.end, span.end);
  return begin < end ? static_cast<double>(end - begin) : 0;
}

/// How well a reported span stands for a side.
struct overlap {
  overlap(const planted_side& side, const neardup::text_span& span) {
    const double shared = shared_bytes(side, span), own = static_cast<double>(side.end - side.begin);
    covered = shared / own;
    iou = shared / (own + static_cast<double>(span.end - span.begin) - shared);
  }
  double covered = 0, iou = 0;
};

/// Whether they overlap on both sides, with `first` for the original.
bool judge(const planted_passage& planted, const neardup::text_span& first, const neardup::text_span& second,
           passage_finding& into) {
  const overlap a(planted.original, first), b(planted.copy, second);
  into.found = into.found || std::min(a.covered, b.covered) >= 0.5;
  into.iou = std::max(into.iou, std::min(a.iou, b.iou));
  return std::min(a.covered, b.covered) > 0;
}

using document_pair = std::pair<std::size_t, std::size_t>;

document_pair in_order(std::size_t a, std::size_t b) { return {std::min(a, b), std::max(a, b)}; }

std::vector<std::string> random_texts(const passage_planting& of, std::uint64_t bytes) {
  writer author(of.in, ~of.seed);
  std::vector<std::string> texts;
  for (std::uint64_t written = 0; written < bytes; written += texts.back().size())
    texts.push_back(author.document());
  return texts;
}

/// Searches, and says what it took.
neardup::near_duplicate_result search(const std::vector<std::string>& texts,
                                      neardup::near_duplicate_options options, passage_search_cost& cost) {
  options.scope = neardup::search_scope::passages;
  options.expand_identical = true;  // every side counts, whatever is equal to its text
  const peak_memory memory;
  const neardup::detail::stopwatch watch;
  auto result = neardup::find_near_duplicates(texts, options);
  cost.seconds = watch.seconds();
  cost.memory = memory.bytes();
  cost.texts = texts.size();
  cost.bytes = result.statistics.bytes;
  cost.passages = result.passages.size();
  cost.capped_seeds = result.statistics.capped_seeds;
  return result;
}

}  // namespace

passage_findings judge_passages(std::span<const planted_passage> planted,
                                std::span<const neardup::passage_match> matches) {
  std::multimap<document_pair, std::size_t> places;
  for (std::size_t i = 0; i < planted.size(); ++i)
    places.emplace(in_order(planted[i].original.document, planted[i].copy.document), i);
  passage_findings findings{std::vector<passage_finding>(planted.size()), 0};
  for (const neardup::passage_match& match : matches) {
    const neardup::text_span& first = match.first;
    const neardup::text_span& second = match.second ? *match.second : first;
    bool strays = true;
    const auto [begin, end] = places.equal_range(in_order(first.document, second.document));
    for (auto place = begin; place != end; ++place) {
      passage_finding& finding = findings.of_planted[place->second];
      const bool straight = judge(planted[place->second], first, second, finding);
      const bool crossed = judge(planted[place->second], second, first, finding);
      strays = strays && !straight && !crossed;
    }
    findings.strays += strays;
  }
  return findings;
}

bool is_promised(const planted_passage& planted, const passage_kind& kind,
                 const neardup::near_duplicate_options& options) {
  if (kind.how != damage::edits || options.tokens != neardup::token_kind::words) return false;
  const std::uint32_t longer = std::max(kind.tokens, planted.copied_tokens);
  const std::uint32_t shorter = std::min(kind.tokens, planted.copied_tokens);
  const std::uint32_t run = options.effective_passage_seed_tokens() + options.passage_window - 1;
  return (kind.tokens - planted.edits) / (planted.edits + 1) >= run && shorter >= options.min_tokens &&
         planted.kept_tokens >= options.min_score * longer;
}

kind_quality& kind_quality::operator+=(const kind_quality& more) {
  planted += more.planted;
  found += more.found;
  promised += more.promised;
  broken += more.broken;
  iou_sum += more.iou_sum;
  return *this;
}

std::vector<std::string> passage_quality::broken_promises() const {
  std::vector<std::string> promises;
  std::size_t missed = 0;
  for (const kind_quality& of : kinds) missed += of.broken;
  if (missed != 0)
    promises.push_back(std::to_string(missed) + " passages are missed whose edits leave enough");
  if (random.passages != 0)
    promises.push_back(std::to_string(random.passages) + " passages are in texts without any");
  return promises;
}

passage_quality measure_passages(const passage_planting& of, std::uint64_t random_bytes,
                                 const neardup::near_duplicate_options& options) {
  passage_quality judged;
  const passage_corpus corpus = plant_passages(of);
  const auto result = search(corpus.texts, options, judged.planted);
  const passage_findings findings = judge_passages(corpus.planted, result.passages);
  judged.strays = findings.strays;
  for (const passage_kind& kind : of.kinds) judged.kinds.emplace_back().kind = kind;
  for (std::size_t i = 0; i < corpus.planted.size(); ++i) {
    const planted_passage& planted = corpus.planted[i];
    kind_quality& into = judged.kinds[planted.kind];
    const bool promised = judged.planted.capped_seeds == 0 && is_promised(planted, into.kind, options);
    ++into.planted;
    into.found += findings.of_planted[i].found;
    into.promised += promised;
    into.broken += promised && !findings.of_planted[i].found;
    into.iou_sum += findings.of_planted[i].iou;
  }
  search(random_texts(of, random_bytes), options, judged.random);
  return judged;
}

}  // namespace neardup_bench
