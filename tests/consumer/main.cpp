// A user's program: built against neardup as users get it, under their own warnings.
#include <cstdio>
#include <string>
#include <vector>

#include <neardup/neardup.hpp>
#include <neardup/signature_matrix.hpp>

int main() {
  const std::vector<std::string> texts = {"one two three four five six", "One, two, three, four, five, six!"};
  const auto result = neardup::find_near_duplicates(texts);
  std::printf("neardup %s: %zu group of identical texts\n", neardup::version_string, result.identical.size());
  const bool alike = neardup::sign_texts(texts).estimated_jaccard()(0, 1).jaccard == 1;
  return result.identical.size() == 1 && alike ? 0 : 1;
}
