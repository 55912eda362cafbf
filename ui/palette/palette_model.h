// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <memory>

#include "ui/palette/palette_search.h"

namespace weft::ui {

/// The entries that a list of the palette shows. They can be dragged out as kEntryType.
class PaletteModel final : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role { kSummaryRole = Qt::UserRole, kCategoryRole };

    using QAbstractListModel::QAbstractListModel;

    /// @param entries indices into the search's entries, in the order to be shown.
    void show(std::shared_ptr<const PaletteSearch> search, std::vector<int> entries);
    const PaletteEntry* entryAt(const QModelIndex& at) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& at, int role) const override;
    Qt::ItemFlags flags(const QModelIndex& at) const override;
    QStringList mimeTypes() const override;
    QMimeData* mimeData(const QModelIndexList& chosen) const override;

private:
    std::shared_ptr<const PaletteSearch> m_search;
    std::vector<int> m_rows;
};

}  // namespace weft::ui
