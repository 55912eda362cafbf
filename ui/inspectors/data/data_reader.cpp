// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspectors/data/data_reader.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QPointer>
#include <QThreadPool>

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
    const QPointer<DataReader> self(this);
    QThreadPool::globalInstance()->start(
        [self, find = std::move(find), path = folder.toStdString(), cancellation] {
            const Result<QString> name = find();
            Status status = name.status();
            std::shared_ptr<const DataPreview> preview;
            if (name.ok()) {
                DataOptions options;
                options.folder = path;
                options.limits.cancellation = cancellation.get();
                Result<DataPreview> made = previewData(name->toStdString(), options);
                status = made.status();
                if (made.ok()) { preview = std::make_shared<const DataPreview>(*std::move(made)); }
            }
            const QString found = name.ok() ? *name : QString();
            QMetaObject::invokeMethod(
                qApp,
                [self, cancellation, status, preview, found] {
                    if (self == nullptr || self->m_cancellation != cancellation) { return; }
                    self->m_cancellation.reset();
                    self->m_preview = preview;
                    self->m_name = found;
                    if (status.ok()) {
                        emit self->ready();
                    } else {
                        emit self->failed(toQt(messageOf(status)));
                    }
                },
                Qt::QueuedConnection);
        });
}

}  // namespace weft::ui
