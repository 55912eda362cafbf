// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/data/data_keeper.h"

#include <QFileInfo>

#include "ui/base/to_qt.h"
#include "ui/commands/data_commands.h"
#include "ui/commands/foreign/bind_by_name.h"
#include "ui/commands/item_commands.h"
#include "ui/commands/wire_commands.h"
#include "ui/inspectors/data/data_import.h"

namespace weft::ui {

DataKeeper::DataKeeper(QObject* parent) : QObject(parent), m_reader(this) {
    connect(&m_reader, &DataReader::ready, this, &DataKeeper::finish);
    connect(&m_reader, &DataReader::failed, this, [this](const QString& why) {
        // The page of an item says it too; a dropped file has no page yet.
        if (m_now.item == 0 || !m_now.file.isEmpty()) { emit told(why); }
        m_now = {};
        readNext();
    });
}

void DataKeeper::setDrawing(Drawing* drawing) {
    if (m_drawing != nullptr) { disconnect(m_drawing, nullptr, this, nullptr); }
    m_drawing = drawing;
    m_reader.cancel();
    m_wishes.clear();
    m_now = {};
    m_tried.clear();
    if (drawing == nullptr) { return; }
    connect(drawing, &Drawing::edited, this, &DataKeeper::look);
    look();
}

QString DataKeeper::folder() const { return dataFolderOf(m_drawing->path()); }

/// Sources that were named and never looked into.
void DataKeeper::look() {
    if (!m_drawing->readOnlyReason().isEmpty()) { return; }
    for (const Item* item : m_drawing->document().all<Item>()) {
        const auto* data = item->as<DataItem>();
        if (data == nullptr || data->source.empty() || !data->columns.empty()) { continue; }
        const QString key = QString::number(item->id.value) + ' ' + toQt(data->source);
        if (m_tried.contains(key)) { continue; }
        m_tried.insert(key);
        wish({.item = item->id.value, .name = toQt(data->source)});
    }
}

void DataKeeper::takeFile(const QString& path, quint64 group, QPointF at) {
    if (m_drawing == nullptr) { return; }
    wish({.file = path, .group = group, .at = at});
}

void DataKeeper::setSource(quint64 item, const QString& name) {
    if (m_drawing != nullptr) { wish({.item = item, .name = name}); }
}

void DataKeeper::setFile(quint64 item, const QString& path) {
    if (m_drawing != nullptr) { wish({.item = item, .file = path}); }
}

void DataKeeper::wish(Wish wish) {
    m_wishes.append(std::move(wish));
    readNext();
}

void DataKeeper::readNext() {
    if (m_drawing == nullptr || m_reader.isReading() || m_wishes.isEmpty()) { return; }
    m_now = m_wishes.takeFirst();
    m_reader.readAfter(
        [wish = m_now, folder = folder()]() -> Result<QString> {
            if (wish.file.isEmpty()) { return wish.name; }
            return importData(wish.file, folder);
        },
        folder());
}

void DataKeeper::finish() {
    const DataPreview& preview = *m_reader.preview();
    const std::string name = m_reader.name().toStdString();
    const Wish now = std::exchange(m_now, {});
    ItemId made{now.item};
    const Status done =
        m_drawing->edit(tr("Read %1").arg(m_reader.name()), now.group, [&](Edit& edit) -> Status {
            if (now.item == 0) {
                made = WEFT_TRY(
                    addEntry(edit, concat(kDataEntry, '/', name), ItemId{now.group}, now.at));
            }
            WEFT_TRY(setDataSource(edit, made, name, preview));
            // Of a graph that was made elsewhere the names are what one has to go by.
            const bool foreign = !edit.document().settings().frame.empty();
            if (foreign && now.item == 0 && bindByName(edit, made) > 0) { giveEpochsForData(edit); }
            return okStatus();
        });
    if (done.ok() && now.item == 0) { emit added(made.value); }
    if (done.ok() && !now.file.isEmpty() &&
        QFileInfo(now.file).absoluteFilePath() != toQt(preview.path)) {
        emit told(tr("%1 was copied to %2, where this project finds it by name.")
                      .arg(m_reader.name(), QFileInfo(toQt(preview.path)).absolutePath()));
    }
    readNext();
}

}  // namespace weft::ui
