import { Button, Menu } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useReportFile, type ReportBody } from '../../api/reports';
import { Failure } from '../../shell/Failure';

const formats = { csv: 'CSV', xlsx: 'Excel (XLSX)', json: 'JSON' };

/** Takes the table along as a file. */
export function ReportExport({ report }: { report: ReportBody }) {
  const { t } = useTranslation();
  const file = useReportFile();

  function save(format: string) {
    file.mutate(
      { report, format },
      {
        onSuccess: (address) => {
          const link = document.createElement('a');
          link.href = address;
          link.download = '';
          link.click();
        },
      },
    );
  }
  return (
    <>
      <Failure error={file.error} />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" loading={file.isPending} leftSection={<IconDownload size={16} />}>
            {t('reports.export')}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          {Object.entries(formats).map(([format, label]) => (
            <Menu.Item key={format} onClick={() => save(format)}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
