// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/data/data_reader.h"

#include <QFileInfo>

#include "ui/base/background.h"
#include "ui/base/to_qt.h"

namespace weft::ui {

QString dataFolderOf(const QString& projectPath) {
    return projectPath.isEmpty() ? QString() : QFileInfo(projectPath).absolutePath();
}

DataReader::~DataReader() { cancel(); }

void DataReader::cancel() {
    if (m_cancellation != nullptr) { m_cancellation->cancel(); }
    m_cancellation.reset();
}

void DataReader::read(const QString& name, const QString& folder) {
    readAfter([name]() -> Result<QString> { return name; }, folder);
}

void DataReader::readAfter(std::function<Result<QString>()> find, const QString& folder) {
    cancel();
    m_preview.reset();
    const auto cancellation = std::make_shared<Cancellation>();
    m_cancellation = cancellation;
    struct Found {
        QString name;
        Result<DataPreview> preview;
    };
    inBackground(
        this,
        [find = std::move(find), path = folder.toStdString(), cancellation]() -> Found {
            const Result<QString> name = find();
            if (!name.ok()) { return {QString(), name.status()}; }
            DataOptions options;
            options.folder = path;
            options.limits.cancellation = cancellation.get();
            return {*name, previewData(name->toStdString(), options)};
        },
        [this, cancellation](Found found) {
            if (m_cancellation != cancellation) { return; }
            m_cancellation.reset();
            m_name = found.name;
            if (!found.preview.ok()) {
                emit failed(toQt(messageOf(found.preview.status())));
                return;
            }
            m_preview = std::make_shared<const DataPreview>(*std::move(found.preview));
            emit ready();
        });
}

}  // namespace weft::ui
