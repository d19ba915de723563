#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include <neardup/neardup.hpp>

#include "steps.hpp"
#include "texts.hpp"
#include "tokens.hpp"

// Texts that repeat themselves, and the places of a passage in several.
namespace passages {

/// A text with where its tokens are equal to later ones, and the one record that it gives.
inline json repeating(const std::string& text) {
  const std::array texts{tokenized(text)};
  const auto found = find_passages(texts);
  if (found.matches.size() != 1) throw std::logic_error("the text gives other than one record");
  const neardup::passage_match& match = found.matches.front();
  json places = json::array();
  for (const auto& place : equal_tokens(texts[0], texts[0]))
    if (place[0] < place[1]) places.push_back(place);
  json spans = json::array({span_record(match.first, texts[0])});
  if (match.second) spans.push_back(span_record(*match.second, texts[0]));
  json record = {{"tokens", texts[0].tokens.size()},
                 {"matched_tokens", match.matched_tokens},
                 {"score", rounded(match.score)},
                 {"clusters", found.clusters.size()},
                 {"spans", spans}};
  if (match.period_tokens != 0)
    record.update({{"period_tokens", match.period_tokens}, {"copies", match.copies}});
  record.update({{"text", text}, {"token_bytes", token_bytes(texts[0])}, {"equal_tokens", places}});
  return record;
}

/// How a script without spaces counts.
inline json chinese() {
  return {{"text", granary}, {"tokens", tokenized(granary).tokens.size()}, {"bytes", granary.size()}};
}

/// What find_near_duplicates says of several texts: matches, clusters, what repeats.
class collected {
 public:
  collected() : texts_(collection()) {
    std::vector<std::string> sources;
    for (const named_text& each : texts_) sources.push_back(each.text);
    found_ =
        neardup::find_near_duplicates(sources, {.scope = neardup::search_scope::passages, .documents = true});
  }

  [[nodiscard]] json matches() const {
    json list = json::array();
    for (const neardup::passage_match& match : found_.passages) {
      const text_span& second = match.second.value_or(match.first);
      list.push_back({{"relation", relation_of(match)},
                      {"first", name(match.first)},
                      {"first_bytes", bytes(match.first)},
                      {"second", match.second ? name(second) : "-"},
                      {"second_bytes", match.second ? bytes(second) : "-"},
                      {"score", rounded(match.score)},
                      {"link", match.link ? "yes" : "no"},
                      {"places", {place(match.first), place(second)}}});
    }
    return list;
  }

  [[nodiscard]] json clusters() const {
    json list = json::array();
    for (const auto& cluster : found_.passage_clusters) {
      json members = json::array();
      for (const text_span& each : cluster.members) members.push_back(place(each));
      list.push_back({{"places", cluster.members.size()},
                      {"first", name(cluster.members.front())},
                      {"members", members}});
    }
    return list;
  }

  [[nodiscard]] json repeated() const {
    json list = json::array();
    for (const neardup::repeated_span& each : found_.repeated)
      list.push_back({{"document", name(each.where)},
                      {"begin", each.where.begin},
                      {"end", each.where.end},
                      {"cluster", each.cluster ? std::to_string(*each.cluster + 1) : "periodic"}});
    return list;
  }

  [[nodiscard]] json documents() const {
    json list = json::array();
    for (const neardup::document_repetition& each : found_.documents)
      list.push_back({{"document", texts_[each.document].name},
                      {"bytes", texts_[each.document].text.size()},
                      {"repeat_fraction", rounded(each.repeat_fraction)}});
    return list;
  }

 private:
  [[nodiscard]] static const char* relation_of(const neardup::passage_match& match) {
    switch (match.relation) {
      case neardup::passage_relation::self:
        return "self";
      case neardup::passage_relation::cross:
        return "cross";
      case neardup::passage_relation::periodic:
        break;
    }
    return "periodic";
  }
  [[nodiscard]] std::string_view name(const text_span& span) const { return texts_[span.document].name; }
  [[nodiscard]] static std::string bytes(const text_span& span) {
    return neardup::detail::concatenated(span.begin, " to ", span.end);
  }
  [[nodiscard]] static json place(const text_span& span) { return {span.document, span.begin, span.end}; }

  std::array<named_text, 4> texts_;
  neardup::near_duplicate_result found_;
};

}  // namespace passages
