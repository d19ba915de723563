// Prints every figure of docs/concepts.md as one JSON document, the same on every machine:
//   concept_numbers > docs/images/concepts.json
#include <cstddef>
#include <iostream>
#include <string>

#include "buckets.hpp"
#include "estimates.hpp"
#include "figures.hpp"
#include "sentences.hpp"

namespace concepts {
namespace {

json settings() {
  return {{"num_hashes", num_hashes},       {"min_recall", min_recall},       {"thresholds", thresholds},
          {"spread_trials", spread_trials}, {"scheme_trials", scheme_trials}, {"id_trials", id_trials},
          {"curve_trials", curve_trials},   {"corpus_texts", corpus_texts},   {"corpus_pairs", corpus_pairs}};
}

json everything() {
  const shingled first(sentence), second(changed), third(quoting);
  return {{"settings", settings()},
          {"changed_word", compared(first, second)},
          {"shingles", listed(unite(first, second))},
          {"quotation", compared(first, third)},
          {"minima", minima(first, second)},
          {"sentence_estimates", sentence_estimates(first, second)},
          {"spread", spread()},
          {"near_the_threshold", near_the_threshold()},
          {"scheme_chance", scheme_chance()},
          {"schemes", schemes()},
          {"ids", ids()},
          {"bands", bands()},
          {"chosen_shapes", chosen_shapes()},
          {"curves", curves()},
          {"measured_curves", measured_curves()},
          {"shapes_at_08", shapes_at_08()},
          {"judged", judged()},
          {"unrelated", unrelated()}};
}

/// Parts, their members and rows have a line each, so that differences can be read.
void print(const json& value, std::size_t level = 0) {
  if (level == 2 || !value.is_structured()) {
    std::cout << value;
    return;
  }
  std::string new_line(level + 1, ' ');
  new_line.front() = '\n';
  std::cout << (value.is_object() ? "{" : "[");
  const char* separator = "";
  for (const auto& item : value.items()) {
    std::cout << separator << new_line << ' ';
    separator = ",";
    if (value.is_object()) std::cout << json(item.key()) << ": ";
    print(item.value(), level + 1);
  }
  std::cout << new_line << (value.is_object() ? "}" : "]");
}

}  // namespace
}  // namespace concepts

int main() {
  concepts::print(concepts::everything());
  std::cout << '\n';
}
