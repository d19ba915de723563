// Prints every figure of docs/concepts.md as one JSON document, the same on every machine:
//   concept_numbers > docs/images/concepts.json
#include <iostream>

#include "../figures/json_document.hpp"
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

}  // namespace
}  // namespace concepts

int main() { figures::print_document(std::cout, concepts::everything()); }
