/** What `GET /c360?sections=relationships` answers. */

export interface RelationshipItem {
  id: string;
  name: string;
  type: string | null;
  status: string | null;
  /** ISO date. */
  renewal: string | null;
  score: number | null;
  /** of the tenant's scheme */
  color: string | null;
}

export interface RelationshipsData {
  items: RelationshipItem[];
  /** Whether there are further ones that are not listed. */
  more: boolean;
}
