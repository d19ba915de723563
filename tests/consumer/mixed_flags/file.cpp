// Compiled twice into one program, by other flags each time. The linker keeps one copy of what is inline,
// either: the answer must be the same, and what one copy has allocated the other must be able to free. (Which
// instructions inline functions may use is for the user to say: all files of a program must fit the CPU.)
#include <numeric>
#include <string>
#include <vector>

#include <neardup/neardup.hpp>
#include <neardup/signature_matrix.hpp>

/// The sum of all estimates, and of what one row gives.
double FUNCTION() {
  const std::vector<std::string> texts = {"one two three four five six", "One, two, three, four, five, six!",
                                          ""};
  const neardup::signature_matrix signatures = neardup::sign_texts(texts);
  const neardup::estimate_matrix estimates = signatures.estimated_jaccard();
  const std::vector<double> of_first = signatures.estimated_jaccard(signatures.signature_of(0));
  return estimates.eigen().sum() + std::accumulate(of_first.begin(), of_first.end(), 0.0) +
         static_cast<double>(neardup::find_near_duplicates(texts).identical.size());
}
