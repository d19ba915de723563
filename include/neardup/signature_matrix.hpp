#pragma once

// The only header that needs Eigen (3.4); neardup.hpp leaves it out. Eigen appears as views alone: how its
// own arrays are aligned and allocated depends on compiler flags, so that a program whose files have other
// flags would free what was never allocated if functions of ours returned them.

#include <algorithm>
#include <cassert>
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

/// Estimated Jaccard similarities of every two rows of a signature_matrix: symmetric, 1 on the diagonal but
/// for empty sets, which are similar to nothing. 8 bytes a value.
class estimate_matrix {
 public:
  /// `estimates`: size * size of them.
  estimate_matrix(std::size_t size, std::uint32_t num_hashes, std::vector<double> estimates)
      : size_(size), num_hashes_(num_hashes), estimates_(std::move(estimates)) {
    assert(estimates_.size() == size * size);
  }

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] similarity_estimate operator()(std::size_t a, std::size_t b) const noexcept {
    assert(a < size_ && b < size_);
    const double estimate = estimates_[a * size_ + b];
    return {estimate, estimate_standard_error(estimate, num_hashes_)};
  }
  /// The estimates as Eigen sees them: a view, for as long as this lasts unchanged.
  [[nodiscard]] Eigen::Map<const Eigen::ArrayXXd> eigen() const& noexcept {
    const auto count = static_cast<Eigen::Index>(size_);
    return {estimates_.data(), count, count};
  }
  void eigen() && = delete;

 private:
  std::size_t size_;
  std::uint32_t num_hashes_;
  std::vector<double> estimates_;
};

/// Signatures of many sets that were made alike: documents x num_hashes, 4 bytes an entry, one row a
/// document. A value type; const members are safe from many threads. Rows are numbered from 0; one that is
/// not there is error(errc::invalid_options). Whatever takes a signature throws error(errc::incompatible)
/// where that one has other settings, and leaves the matrix unchanged; whatever compares throws
/// errc::unsupported_kernel where NEARDUP_FORCE_KERNEL asks for kernels that this machine does not run.
class signature_matrix {
 public:
  using array = Eigen::Array<std::uint32_t, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  using row_array = Eigen::Array<std::uint32_t, 1, Eigen::Dynamic>;

  /// No rows under the default settings.
  signature_matrix() : signature_matrix(signature_settings{}) {}
  /// `documents` rows of the empty set, to be filled by operator[]. Throws error(errc::invalid_options) where
  /// num_hashes is out of its range, error(errc::too_large) where so many rows cannot be held.
  explicit signature_matrix(signature_settings settings, std::size_t documents = 0)
      : settings_(std::move(settings)) {
    detail::require_num_hashes(num_hashes());
    if (documents > entries_.max_size() / num_hashes())
      throw error(errc::too_large, detail::concatenated(documents, " signatures; allowed: at most ",
                                                        entries_.max_size() / num_hashes()));
    entries_.resize(documents * num_hashes(), signature::empty_entry);
  }

  [[nodiscard]] const signature_settings& settings() const noexcept { return settings_; }
  [[nodiscard]] std::uint32_t num_hashes() const noexcept { return settings().num_hashes; }
  /// Documents.
  [[nodiscard]] std::size_t size() const noexcept { return entries_.size() / num_hashes(); }

  /// num_hashes entries, to be written as minhasher::sign() and text_signer::sign() do: a view, until the
  /// next append. `row` below size(), undefined otherwise.
  [[nodiscard]] std::span<std::uint32_t> operator[](std::size_t row) noexcept {
    assert(row < size());
    return std::span(entries_).subspan(row * num_hashes(), num_hashes());
  }
  [[nodiscard]] std::span<const std::uint32_t> operator[](std::size_t row) const noexcept {
    assert(row < size());
    return std::span(entries_).subspan(row * num_hashes(), num_hashes());
  }
  [[nodiscard]] signature signature_of(std::size_t row) const {
    require_row(row);
    const auto entries = (*this)[row];
    return {settings(), std::vector<std::uint32_t>(entries.begin(), entries.end())};
  }

  /// The entries as Eigen sees them: size() x num_hashes(). A view, for as long as this lasts and until the
  /// next append; so are the others.
  [[nodiscard]] Eigen::Map<const array> eigen() const& noexcept {
    return {entries_.data(), static_cast<Eigen::Index>(size()), num_hashes()};
  }
  [[nodiscard]] Eigen::Map<const row_array> eigen_row(std::size_t row) const& {
    require_row(row);
    return {(*this)[row].data(), num_hashes()};
  }
  /// For find_candidates().
  [[nodiscard]] signature_rows rows() const& noexcept { return {entries_.data(), size(), num_hashes()}; }
  void eigen() && = delete;
  void eigen_row(std::size_t) && = delete;
  void rows() && = delete;

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
    const auto merge = detail::kernels().merge;
    for (std::size_t row = 0; row < size(); ++row) merge(all.data(), (*this)[row].data(), all.size());
    return {settings_, std::move(all)};
  }

  /// Estimated Jaccard similarity of `query` and each row, size() of them; see estimate_standard_error().
  /// O(size * num_hashes).
  [[nodiscard]] std::vector<double> estimated_jaccard(const signature& query) const {
    require_compatible(settings(), query.settings());
    std::vector<double> estimates(size());
    write_shares(count_equal(query.entries(), 0), estimates.begin());
    return estimates;
  }

  /// Estimated Jaccard similarity of every two rows. For some thousand rows: 8 * size()^2 bytes,
  /// O(size^2 * num_hashes).
  [[nodiscard]] estimate_matrix estimated_jaccard() const {
    std::vector<double> estimates(size() * size());
    for (std::size_t row = 0; row < size(); ++row) {
      const auto diagonal = estimates.begin() + static_cast<std::ptrdiff_t>(row * size() + row);
      write_shares(count_equal((*this)[row], row), diagonal);
      for (std::size_t other = row + 1; other < size(); ++other)
        estimates[other * size() + row] = estimates[row * size() + other];
    }
    return {size(), num_hashes(), std::move(estimates)};
  }

  /// The `count` rows most similar to `query` by estimate, or all where there are fewer; the most similar
  /// first, of equal ones the first. O(size * num_hashes + size log count).
  [[nodiscard]] std::vector<neighbour> nearest(const signature& query, std::size_t count) const {
    require_compatible(settings(), query.settings());
    return nearest(count_equal(query.entries(), 0), count, size());
  }
  /// The same for a row, which is left out itself.
  [[nodiscard]] std::vector<neighbour> nearest(std::size_t row, std::size_t count) const {
    require_row(row);
    return nearest(count_equal((*this)[row], 0), count, row);
  }

 private:
  using counts = std::vector<std::uint32_t>;

  void require_row(std::size_t row) const {
    if (row >= size()) detail::refuse_option("row", row, detail::concatenated("below ", size()));
  }

  /// Equal entries of `query` and each row from `first` on; 0 where one of them is of the empty set, whose
  /// entries another may have by chance.
  [[nodiscard]] counts count_equal(std::span<const std::uint32_t> query, std::size_t first) const {
    counts equal(size() - first);
    if (equal.empty() || signature::is_empty(query)) return equal;
    detail::kernels().count_equal(query.data(), (*this)[first].data(), equal.size(), num_hashes(),
                                  equal.data());
    for (std::size_t i = 0; i < equal.size(); ++i)
      if (equal[i] != 0 && signature::is_empty((*this)[first + i])) equal[i] = 0;
    return equal;
  }

  void write_shares(const counts& equal, std::vector<double>::iterator to) const {
    for (const std::uint32_t count : equal) *to++ = static_cast<double>(count) / num_hashes();
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
};

/// Signatures of texts, one row each, on control.threads threads. `texts` is what find_near_duplicates()
/// takes. O(bytes + shingles * num_hashes); 4 * num_hashes bytes a text. Throws as text_signer does, and
/// error(errc::cancelled) after a requested stop.
template <detail::lasting_texts Texts>
[[nodiscard]] signature_matrix sign_texts(Texts&& texts, const signature_settings& settings = {},
                                          const run_control& control = {}) {
  const std::vector<std::string_view> views = detail::views_of(texts);
  detail::require_sizes(views);
  signature_matrix signatures(settings, views.size());
  constexpr std::size_t grain = 16;
  std::vector<text_signer> signers(detail::worker_count(control, views.size(), grain), text_signer(settings));
  detail::parallel_for("sign", views.size(), grain, control,
                       [&](std::size_t begin, std::size_t end, std::size_t worker) {
                         for (std::size_t i = begin; i < end; ++i)
                           signers[worker].sign(views[i], signatures[i]);
                       });
  return signatures;
}

}  // namespace neardup::inline v0
