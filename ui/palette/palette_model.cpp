// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/palette/palette_model.h"

#include <QMimeData>

namespace weft::ui {

void PaletteModel::show(std::shared_ptr<const PaletteSearch> search, std::vector<int> entries) {
    beginResetModel();
    m_search = std::move(search);
    m_rows = std::move(entries);
    endResetModel();
}

const PaletteEntry* PaletteModel::entryAt(const QModelIndex& at) const {
    if (!at.isValid() || at.row() >= rowCount()) { return nullptr; }
    const int entry = m_rows[static_cast<std::size_t>(at.row())];
    return &m_search->entries()[static_cast<std::size_t>(entry)];
}

int PaletteModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant PaletteModel::data(const QModelIndex& at, int role) const {
    const PaletteEntry* entry = entryAt(at);
    if (entry == nullptr) { return {}; }
    switch (role) {
        case Qt::DisplayRole:
            return entry->name;
        case kSummaryRole:
        case Qt::ToolTipRole:
        case Qt::AccessibleDescriptionRole:
            return entry->summary;
        case kCategoryRole:
            return static_cast<int>(entry->category);
        case Qt::FontRole:
            return fontOf(TextRole::Mono);
        default:
            return {};
    }
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex& at) const {
    return at.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsDragEnabled
                        : Qt::NoItemFlags;
}

QStringList PaletteModel::mimeTypes() const { return {QLatin1String(kEntryType)}; }

QMimeData* PaletteModel::mimeData(const QModelIndexList& chosen) const {
    const PaletteEntry* entry = chosen.isEmpty() ? nullptr : entryAt(chosen.front());
    if (entry == nullptr) { return nullptr; }
    auto data = std::make_unique<QMimeData>();
    data->setData(QLatin1String(kEntryType), entry->name.toUtf8());
    return data.release();
}

}  // namespace weft::ui
