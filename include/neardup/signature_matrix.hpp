#pragma once

// The only header that needs Eigen (3.4); neardup.hpp leaves it out.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include <Eigen/Core>

#include <neardup/candidates.hpp>
#include <neardup/detail/kernels.hpp>
#include <neardup/detail/parallel.hpp>
#include <neardup/detail/text_views.hpp>
#include <neardup/run_control.hpp>
#include <neardup/signature.hpp>
#include <neardup/similarity.hpp>
#include <neardup/text_signer.hpp>

namespace neardup::inline v0 {

/// A row of a signature_matrix by its estimated similarity to something.
struct neighbour {
  std::size_t row = 0;
  double estimated_jaccard = 0;
  double standard_error = 0;
  friend bool operator==(const neighbour&, const neighbour&) = default;
};

/// Signatures of many sets that were made alike: documents x num_hashes, 4 bytes an entry, one row a
/// document. A value type; const members are safe from many threads. Whatever takes a signature throws
/// error(errc::incompatible) where that one has other settings, and leaves the matrix unchanged.
class signature_matrix {
 public:
  using array = Eigen::Array<std::uint32_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using row_array = Eigen::Array<std::uint32_t, 1, Eigen::Dynamic>;

  /// `documents` rows of the empty set, to be filled by operator[]. Throws as signature does.
  explicit signature_matrix(const signature_settings& settings = {}, std::size_t documents = 0)
      : settings_(settings), count_equal_(detail::kernels().count_equal) {
    detail::require_num_hashes(settings_.num_hashes);
    entries_.resize(documents * num_hashes(), signature::empty_entry);
  }

  [[nodiscard]] const signature_settings& settings() const noexcept { return settings_; }
  [[nodiscard]] std::uint32_t num_hashes() const noexcept { return settings().num_hashes; }
  /// Documents.
  [[nodiscard]] std::size_t size() const noexcept { return entries_.size() / num_hashes(); }

  /// num_hashes entries; to be written as minhasher::sign() and text_signer::sign() do.
  [[nodiscard]] std::span<std::uint32_t> operator[](std::size_t row) noexcept {
    return std::span(entries_).subspan(row * num_hashes(), num_hashes());
  }
  [[nodiscard]] std::span<const std::uint32_t> operator[](std::size_t row) const noexcept {
    return std::span(entries_).subspan(row * num_hashes(), num_hashes());
  }
  [[nodiscard]] signature signature_of(std::size_t row) const {
    const auto entries = (*this)[row];
    return {settings(), std::vector<std::uint32_t>(entries.begin(), entries.end())};
  }

  /// The entries as Eigen sees them: size() x num_hashes(). A view, gone with the next append.
  [[nodiscard]] Eigen::Map<const array> eigen() const noexcept {
    return {entries_.data(), static_cast<Eigen::Index>(size()), num_hashes()};
  }
  [[nodiscard]] Eigen::Map<const row_array> eigen_row(std::size_t row) const noexcept {
    return {(*this)[row].data(), num_hashes()};
  }
  /// For find_candidates(). A view, gone with the next append.
  [[nodiscard]] signature_rows rows() const noexcept { return {entries_.data(), size(), num_hashes()}; }

  /// Adds a row.
  void append(const signature& one) {
    require_compatible(settings(), one.settings());
    entries_.insert(entries_.end(), one.entries().begin(), one.entries().end());
  }
  /// Adds the rows of another matrix, which may be this one.
  void append(const signature_matrix& other) {
    require_compatible(settings(), other.settings());
    const std::size_t added = other.entries_.size();
    entries_.resize(entries_.size() + added);
    std::copy_n(other.entries_.begin(), added, entries_.end() - static_cast<std::ptrdiff_t>(added));
  }

  /// The signature of the union of all rows. O(size * num_hashes).
  [[nodiscard]] signature merged() const {
    std::vector<std::uint32_t> all(num_hashes(), signature::empty_entry);
    for (std::size_t row = 0; row < size(); ++row)
      detail::kernels().merge(all.data(), (*this)[row].data(), all.size());
    return {settings_, std::move(all)};
  }

  /// Estimated Jaccard similarity of `query` and each row, size() of them. O(size * num_hashes).
  [[nodiscard]] Eigen::ArrayXd estimated_jaccard(const signature& query) const {
    require_compatible(settings(), query.settings());
    return shares(count_equal(query.entries(), 0));
  }

  /// Estimated Jaccard similarity of every two rows: size() x size(), symmetric, 1 on the diagonal but for
  /// empty sets, which are similar to nothing. For small sets: 8 * size()^2 bytes, O(size^2 * num_hashes).
  [[nodiscard]] Eigen::ArrayXXd estimated_jaccard() const {
    const auto count = static_cast<Eigen::Index>(size());
    Eigen::ArrayXXd estimates(count, count);
    for (Eigen::Index row = 0; row < count; ++row) {
      const auto first = static_cast<std::size_t>(row);
      estimates.col(row).tail(count - row) = shares(count_equal((*this)[first], first));
      estimates.row(row).tail(count - row) = estimates.col(row).tail(count - row).transpose();
    }
    return estimates;
  }

  /// The `count` rows most similar to `query` by estimate, or all where there are fewer; the most similar
  /// first, of equal ones the first. O(size * num_hashes + size log count).
  [[nodiscard]] std::vector<neighbour> nearest(const signature& query, std::size_t count) const {
    require_compatible(settings(), query.settings());
    return nearest(count_equal(query.entries(), 0), count, size());
  }
  /// The same for a row, which is left out itself.
  [[nodiscard]] std::vector<neighbour> nearest(std::size_t row, std::size_t count) const {
    return nearest(count_equal((*this)[row], 0), count, row);
  }

 private:
  using counts = std::vector<std::uint32_t>;

  /// Equal entries of `query` and each row from `first` on; 0 for the empty set.
  [[nodiscard]] counts count_equal(std::span<const std::uint32_t> query, std::size_t first) const {
    counts equal(size() - first);
    if (!signature::is_empty(query))
      count_equal_(query.data(), entries_.data() + first * num_hashes(), equal.size(), num_hashes(),
                   equal.data());
    return equal;
  }

  [[nodiscard]] Eigen::ArrayXd shares(const counts& equal) const {
    using array_of_counts = Eigen::Array<std::uint32_t, Eigen::Dynamic, 1>;
    return Eigen::Map<const array_of_counts>(equal.data(), static_cast<Eigen::Index>(equal.size()))
               .cast<double>() /
           num_hashes();
  }

  [[nodiscard]] std::vector<neighbour> nearest(const counts& equal, std::size_t count,
                                               std::size_t left_out) const {
    std::vector<std::size_t> order;
    order.reserve(size());
    for (std::size_t row = 0; row < size(); ++row)
      if (row != left_out) order.push_back(row);
    const std::size_t wanted = std::min(count, order.size());
    std::partial_sort(
        order.begin(), order.begin() + static_cast<std::ptrdiff_t>(wanted), order.end(),
        [&](std::size_t a, std::size_t b) { return equal[a] != equal[b] ? equal[a] > equal[b] : a < b; });
    std::vector<neighbour> found(wanted);
    for (std::size_t i = 0; i < wanted; ++i) {
      const double share = static_cast<double>(equal[order[i]]) / num_hashes();
      found[i] = {order[i], share, estimate_standard_error(share, num_hashes())};
    }
    return found;
  }

  signature_settings settings_;
  std::vector<std::uint32_t> entries_;
  detail::count_equal_function* count_equal_;
};

/// Standard errors of estimates from signatures of `num_hashes` entries, element by element, for any Eigen
/// array of them.
template <class Estimates>
[[nodiscard]] typename Estimates::PlainObject estimate_standard_error(
    const Eigen::ArrayBase<Estimates>& jaccard, std::uint32_t num_hashes) {
  return (jaccard * (1 - jaccard) / num_hashes).sqrt();
}

/// Signatures of texts, one row each, on control.threads threads. `texts` is what find_near_duplicates()
/// takes. O(bytes + shingles * num_hashes); 4 * num_hashes bytes a text. Throws as text_signer does, and
/// error(errc::cancelled) after a requested stop.
template <detail::lasting_texts Texts>
[[nodiscard]] signature_matrix sign_texts(Texts&& texts, const signature_settings& settings = {},
                                          const run_control& control = {}) {
  const std::vector<std::string_view> views = detail::views_of(texts);
  detail::require_sizes(views);
  signature_matrix signatures(settings, views.size());
  std::vector<text_signer> signers(detail::thread_count(control.threads), text_signer(settings));
  detail::parallel_for("sign", views.size(), 16, control,
                       [&](std::size_t begin, std::size_t end, std::size_t worker) {
                         for (std::size_t i = begin; i < end; ++i)
                           signers[worker].sign(views[i], signatures[i]);
                       });
  return signatures;
}

}  // namespace neardup::inline v0
