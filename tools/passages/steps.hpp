#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <neardup/neardup.hpp>

#include "texts.hpp"
#include "tokens.hpp"

// From the seeds of two texts to the passage that they share, by the library's own stages, one by one.
namespace passages {

namespace stages = neardup::detail;

inline const neardup::passage_options defaults{};

inline neardup::passage_result find_passages(std::span<const tokenized> texts,
                                             const neardup::passage_options& options = defaults) {
  std::vector<neardup::passage_source> sources;
  for (const tokenized& each : texts) sources.push_back(each.source());
  return neardup::find_passages(sources, options);
}

/// Where the two texts have equal seeds: pairs of the numbers of their first tokens.
inline json equal_seeds(const tokenized& first, const tokenized& second) {
  struct seed {
    std::uint32_t position;
    std::uint64_t hash;
  };
  const auto seeds_of = [](const tokenized& of) {
    std::vector<seed> seeds;
    stages::for_each_seed(of.tokens, seed_rule_of(defaults.seed_tokens, defaults.window),
                          [&](std::uint32_t position, std::uint64_t hash) {
                            seeds.push_back({position, hash});
                          });
    return seeds;
  };
  json places = json::array();
  for (const seed& x : seeds_of(first))
    for (const seed& y : seeds_of(second))
      if (x.hash == y.hash) places.push_back({x.position, y.position});
  return places;
}

/// The stages between seeds and passage, for the texts of the page.
class steps {
 public:
  steps() : texts_{tokenized(report), tokenized(quoting)} {
    const std::array<stages::token_list, 2> lists{texts_[0].tokens, texts_[1].tokens};
    stages::seed_join join(lists, stages::anchors_of(defaults), {});
    join.run();
    for (std::size_t n = 0; n < join.parts(); ++n)
      for (const stages::anchor& each : join.take(n))
        if (each.a != each.b) anchors_.push_back(each);
    std::sort(anchors_.begin(), anchors_.end(),
              [](const stages::anchor& x, const stages::anchor& y) { return x.i < y.i; });
    stages::chain_finder chains(defaults.max_gap);
    chains(anchors_, [&](const std::vector<stages::block>& chain) { chains_.push_back(chain); });
    stages::chain_extender extender(defaults.max_gap);
    extender.measure(chains_.front().begin(), chains_.front().end(), pair());
    path_ = extender.extended(chains_.front().begin(), chains_.front().end());
  }

  [[nodiscard]] json texts() const {
    const auto described = [](const tokenized& of) -> json {
      return {{"tokens", of.tokens.size()},
              {"bytes", of.text.size()},
              {"text", of.text},
              {"token_bytes", token_bytes(of)}};
    };
    return {{"first", described(texts_[0])}, {"second", described(texts_[1])}};
  }

  [[nodiscard]] json plot() const {
    return {{"equal_tokens", equal_tokens(texts_[0], texts_[1])},
            {"seeds", equal_seeds(texts_[0], texts_[1])}};
  }

  /// Runs of equal tokens that the seeds grew to, and the chain that each is in.
  [[nodiscard]] json anchors() const {
    json list = json::array();
    for (const stages::anchor& x : anchors_) {
      const auto has = [&](const std::vector<stages::block>& chain) {
        return std::any_of(chain.begin(), chain.end(), [&](const auto& block) { return block.i == x.i; });
      };
      const auto chain = std::find_if(chains_.begin(), chains_.end(), has) - chains_.begin();
      list.push_back({{"tokens", x.length},
                      {"first", x.i},
                      {"second", x.j},
                      {"chain", chain + 1},
                      {"words", texts_[0].words(x.i, x.i + x.length)}});
    }
    return list;
  }

  /// The alignment: equal words, and between them what differs.
  [[nodiscard]] json alignment() const {
    json list = json::array();
    for (std::size_t n = 0; n < path_.blocks.size(); ++n) {
      const stages::block& x = path_.blocks[n];
      const bool chained = std::any_of(chains_.front().begin(), chains_.front().end(),
                                       [&](const auto& block) { return block.i == x.i; });
      list.push_back({{"step", chained ? "chain" : "extension"},
                      {"tokens", x.length},
                      {"first", x.i},
                      {"second", x.j},
                      {"words", texts_[0].words(x.i, x.i + x.length)}});
      if (n + 1 == path_.blocks.size()) break;
      const stages::block& next = path_.blocks[n + 1];
      list.push_back({{"step", "differs"},
                      {"tokens", std::max(next.i - x.i, next.j - x.j) - x.length},
                      {"first", x.i + x.length},
                      {"second", x.j + x.length},
                      {"words", difference(x, next)}});
    }
    return list;
  }

  /// The one passage that find_passages reports, which these steps have to lead to.
  [[nodiscard]] json passage() const {
    const neardup::passage_match found = only_match(neardup::snapping::punctuation);
    const std::uint32_t matched = stages::matched_tokens(path_, pair());
    if (found.matched_tokens != matched) throw std::logic_error("the steps lead to another passage");
    return {{"tokens_first", path_.first_end() - path_.first_begin()},
            {"tokens_second", path_.second_end() - path_.second_begin()},
            {"matched_tokens", found.matched_tokens},
            {"score", rounded(found.score)},
            {"jaccard", rounded(found.jaccard)}};
  }

  /// Its two sides without snapping and with it.
  [[nodiscard]] json spans() const {
    json list = json::array();
    for (const auto& [name, snap] : {std::pair("none", neardup::snapping::none),
                                     std::pair("punctuation", neardup::snapping::punctuation)}) {
      const neardup::passage_match found = only_match(snap);
      for (const text_span& span : {found.first, found.second.value()}) {
        json record = {{"snap", name}, {"side", span.document == 0 ? "first" : "second"}};
        record.update(span_record(span, texts_[span.document]));
        list.push_back(record);
      }
    }
    return list;
  }

 private:
  [[nodiscard]] stages::token_pair pair() const { return {texts_[0].tokens, texts_[1].tokens}; }

  [[nodiscard]] std::string difference(const stages::block& x, const stages::block& next) const {
    const std::string was = texts_[0].words(x.i + x.length, next.i),
                      is = texts_[1].words(x.j + x.length, next.j);
    return (was.empty() ? "nothing" : was) + " / " + (is.empty() ? "nothing" : is);
  }

  [[nodiscard]] neardup::passage_match only_match(neardup::snapping snap) const {
    neardup::passage_options options = defaults;
    options.snap = snap;
    const auto found = find_passages(texts_, options);
    if (found.matches.size() != 1) throw std::logic_error("the two texts share other than one passage");
    const neardup::passage_match& match = found.matches.front();
    if (snap != neardup::snapping::none) return match;
    const auto& tokens = texts_[0].tokens;
    if (match.first.begin != tokens[path_.first_begin()].begin) throw std::logic_error("it begins elsewhere");
    return match;
  }

  std::array<tokenized, 2> texts_;
  std::vector<stages::anchor> anchors_;
  std::vector<std::vector<stages::block>> chains_;
  stages::alignment path_;
};

}  // namespace passages
